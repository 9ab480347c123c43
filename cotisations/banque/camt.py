"""Reading camt.053 (statements) and camt.054 (notices), every version, as a stream.

An entry (`Ntry`) may hold several transactions: each becomes an operation.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from lxml import etree

from cotisations.banque.champs import (
    CHIFFRES,
    Element,
    lire_centimes,
    lire_entier,
    lire_jour,
    lire_sens,
    lire_texte,
    serrer,
)
from cotisations.banque.entrees import lire_operations
from cotisations.banque.lu import Debut, FichierInconnu, FichierRefuse, Fin, Lu
from cotisations.banque.source import AVEC_DTD, TAILLE_MAX, Source

_FAMILLES = re.compile(r"\{urn:iso:std:iso:20022:tech:xsd:camt\.05[34]\.001\.\d\d\}Document")
_RELEVES = ("{*}Stmt", "{*}Ntfctn")
_OUVRENT, _FERMENT = ("OPBD", "PRCD"), ("CLBD",)
_DE_PAGE, _OUVRE_LA_PAGE, _FERME_LA_PAGE = "ITBD", "OIBD", "CIBD"  # of a statement that comes in several pages


def lire(fichier: BinaryIO, *, taille_max: int = TAILLE_MAX) -> Iterator[Lu]:
    """What a camt.053 or camt.054 says, in order. Raises `FichierRefuse`, possibly after having yielded."""
    evenements = etree.iterparse(
        Source(fichier, taille_max),
        events=("start", "end"),
        tag=(*_RELEVES, "{*}Ntry"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from _lire(evenements)
    except etree.XMLSyntaxError as defaut:
        ligne = f"ligne {defaut.lineno}" if defaut.lineno else ""
        raise FichierRefuse(ligne, "le fichier XML est tronqué ou mal formé") from defaut


def _lire(evenements: Iterator[tuple[str, Element]]) -> Iterator[Lu]:
    releve: _Releve | None = None
    nombre = 0
    for evenement, element in evenements:
        if evenement == "end":
            if releve is not None:
                yield from releve.lire(element)
        elif etree.QName(element).localname != "Ntry":
            _exiger_camt(element.getroottree())
            nombre += 1
            releve = _Releve(nombre, element)
    if not nombre:
        raise FichierInconnu("Document", "aucun relevé de compte : ce n’est ni un camt.053 ni un camt.054")


class _Releve:
    """One `Stmt` or `Ntfctn`. Its balances come before its entries."""

    def __init__(self, rang: int, element: Element) -> None:
        self._nom = f"{etree.QName(element).localname} {rang}"
        self._element = element
        self._debut: Debut | None = None
        self._entrees = 0

    def lire(self, element: Element) -> Iterator[Lu]:
        """An entry, or the end of the statement; then frees what was read."""
        yield from self._ouvrir()
        yield from self._entree(element) if etree.QName(element).localname == "Ntry" else self._fermer()
        _oublier(element)

    def _entree(self, ntry: Element) -> Iterator[Lu]:
        self._entrees += 1
        yield from lire_operations(ntry, f"{self._nom}, Ntry {self._entrees} (ligne {ntry.sourceline})")

    def _fermer(self) -> Iterator[Lu]:
        annonce = lire_texte(self._element, "TxsSummry/TtlNtries/NbOfNtries")
        if annonce and lire_entier(annonce) != self._entrees:
            raise FichierRefuse(self._nom, f"{self._entrees} opérations lues, {annonce[:CHIFFRES]} annoncées")
        solde, le = self._solde(_FERMENT, self._de_page(_FERME_LA_PAGE)[-1:])
        yield Fin(solde, le, self._nom)

    def _ouvrir(self) -> Iterator[Debut]:
        if self._debut is None:
            solde, le = self._solde(_OUVRENT, self._de_page(_OUVRE_LA_PAGE)[:1])
            compte = lire_texte(self._element, "Acct/Id/IBAN") or lire_texte(self._element, "Acct/Id/Othr/Id")
            self._debut = Debut(serrer(compte), lire_texte(self._element, "Id"), solde, le, self._nom)
            yield self._debut

    def _solde(self, codes: tuple[str, ...], de_page: list[Element]) -> tuple[int | None, date | None]:
        """The first balance of the kind that comes first in `codes`, else that of the page."""
        for bal in [*(b for code in codes for b in self._soldes(code)), *de_page]:
            ou = f"{self._nom}, Bal {lire_texte(bal, 'Tp/CdOrPrtry/Cd')}"
            return lire_sens(bal, ou) * lire_centimes(bal.find("{*}Amt"), ou), lire_jour(bal, "Dt", ou)
        return None, None

    def _de_page(self, cote: str) -> list[Element]:
        """The balances that a page opens or ends with. Banks that do not say which give them in that order."""
        soldes = self._soldes(_DE_PAGE)
        return [bal for bal in soldes if lire_texte(bal, "Tp/SubTp/Cd") == cote] or soldes

    def _soldes(self, code: str) -> list[Element]:
        return [bal for bal in self._element.iterfind("{*}Bal") if lire_texte(bal, "Tp/CdOrPrtry/Cd") == code]


def _exiger_camt(arbre: etree._ElementTree) -> None:
    """Raises `FichierRefuse` before anything is read of a file that is not what we read."""
    if bool(arbre.docinfo.internalDTD):
        raise FichierRefuse("DOCTYPE", AVEC_DTD)
    if not _FAMILLES.fullmatch(str(arbre.getroot().tag)):
        raise FichierInconnu("Document", "ce n’est ni un camt.053 ni un camt.054")


def _oublier(element: Element) -> None:
    """Frees what was read, and what came before it."""
    parent = element.getparent()
    element.clear()
    if parent is not None and etree.QName(element).localname == "Ntry":
        parent.remove(element)
