"""Reading pain.002: what the bank says of a file of direct debits before it settles. Every version, as a stream.

A refusal is of the whole file (`GrpSts` or `PmtInfSts` RJCT) or of some transactions (`TxSts` RJCT).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lxml import etree

from cotisations.banque.champs import Element, fourni, lire_texte
from cotisations.banque.lu import FichierInconnu, FichierRefuse
from cotisations.banque.source import Source

TAILLE_MAX = 64_000_000  # bytes
_FAMILLE = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:pain\.002\.001\.\d\d\}Document")
_REJET = "RJCT"
_FEUILLES = ("{*}TxInfAndSts", "{*}OrgnlPmtInfAndSts", "{*}OrgnlGrpInfAndSts")


@dataclass(frozen=True, slots=True)
class LotRejete:
    """The whole message, or its payment block, is refused. `reference`: as we named it."""

    reference: str
    code: str


@dataclass(frozen=True, slots=True)
class TransactionRejetee:
    """One collection is refused before it settles."""

    end_to_end: str
    code: str
    lot: str


Statut = LotRejete | TransactionRejetee


def lire(fichier: BinaryIO, *, taille_max: int = TAILLE_MAX) -> Iterator[Statut]:
    """The refusals, in order; what was accepted is not told. Raises `FichierRefuse`, possibly after having yielded."""
    evenements = etree.iterparse(
        Source(fichier, taille_max), events=("end",), tag=_FEUILLES, resolve_entities=False, no_network=True,
        load_dtd=False, dtd_validation=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    lus = 0
    try:
        for _, element in evenements:
            if not lus:
                _exiger_pain002(element.getroottree())
            lus += 1
            yield from _statuts(element)
    except etree.XMLSyntaxError as defaut:
        ligne = f"ligne {defaut.lineno}" if defaut.lineno else ""
        raise FichierRefuse(ligne, "le fichier XML est tronqué ou mal formé") from defaut
    if not lus:
        raise FichierInconnu("Document", "aucun compte rendu : ce n’est pas un pain.002")


def _statuts(element: Element) -> Iterator[Statut]:
    nom = etree.QName(element).localname
    code = lire_texte(element, "StsRsnInf/Rsn/Cd") or lire_texte(element, "StsRsnInf/Rsn/Prtry")
    if nom == "TxInfAndSts":
        if lire_texte(element, "TxSts") in {_REJET, ""}:  # some banks list refusals only, and leave their status out
            yield _transaction(element, code)
        element.clear()
    elif nom == "OrgnlGrpInfAndSts" and lire_texte(element, "GrpSts") == _REJET:
        yield LotRejete(lire_texte(element, "OrgnlMsgId"), code)
    elif nom == "OrgnlPmtInfAndSts" and lire_texte(element, "PmtInfSts") == _REJET:
        yield LotRejete(lire_texte(element, "OrgnlPmtInfId"), code)


def _transaction(element: Element, code: str) -> TransactionRejetee:
    end_to_end = fourni(lire_texte(element, "OrgnlEndToEndId"))
    if not end_to_end:
        raise FichierRefuse(f"TxInfAndSts (ligne {element.sourceline})", "sans OrgnlEndToEndId")
    parent = element.getparent()
    lot = lire_texte(parent, "OrgnlPmtInfId") if parent is not None else ""
    return TransactionRejetee(end_to_end, code, lot)


def _exiger_pain002(arbre: etree._ElementTree) -> None:
    if not _FAMILLE.fullmatch(str(arbre.getroot().tag)):
        raise FichierInconnu("Document", "ce n’est pas un pain.002")
