"""The file of a batch: pain.008.001.08, the same bytes for the same batch. Knows neither database nor settings.

`sepaxml` builds the tree. What it leaves open is closed here (docs/adr/0022): identifiers that it draws, a message
that may be exported twice, characters that banks refuse, checks of IBAN, ICS, dates and amounts that it does not make.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

import sepaxml
from lxml import etree
from sepaxml import SepaDD
from text_unidecode import unidecode

from carpimko_portal.lib.iban import HORS_EEE, est_juste
from cotisations.prelevements.calendrier import est_ouvre
from cotisations.prelevements.references import est_ics, est_permise

SCHEMA = "pain.008.001.08"
SEQUENCE = "RCUR"  # from the first collection on (EPC, November 2016): FRST is optional and tells banks nothing more
MONTANT_MAX = 99_999_999_999  # cents: 999 999 999,99 €
_PLACE = b"<DrctDbtTxInf />"
_INTERDITS = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")


class FichierImpossible(ValueError):
    """The file must not be sent; `defauts` say why in French, a line each."""

    def __init__(self, defauts: list[str]) -> None:
        super().__init__(f"{len(defauts)} défaut(s) : {defauts[0]}")
        self.defauts = defauts


@dataclass(frozen=True)
class Creancier:
    """Who collects. `bic` may be empty."""

    nom: str
    iban: str
    ics: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Ordre:
    """One collection. `adresse`: street, postcode, town, country; only where the debtor's bank requires it."""

    end_to_end: str
    rum: str
    signe_le: date
    nom: str
    iban: str = field(repr=False)
    bic: str
    centimes: int
    libelle: str
    adresse: tuple[str, str, str, str] = ("", "", "", "")


@dataclass(frozen=True)
class Message:
    """What a file says, and when it was decided."""

    reference: str
    reference_du_paiement: str
    cree_le: datetime
    jour: date
    creancier: Creancier


def ecrire(message: Message, ordres: Iterable[Ordre]) -> bytes:
    """The bytes of the file, checked and validated. Raises `FichierImpossible`."""
    defauts, vus, somme = list(_defauts_du_message(message)), set[str](), 0
    fichier = None if defauts else _Fichier(message)
    for ordre in ordres:
        defauts += _defauts_de(ordre, vus)
        vus.add(ordre.end_to_end)
        somme += ordre.centimes
        if fichier and not defauts:
            fichier.ajouter(ordre)
    if not vus:
        defauts.append("Aucun prélèvement.")
    if fichier is None or defauts:
        raise FichierImpossible(defauts)
    octets = fichier.octets()
    valider(octets, nombre=len(vus), centimes=somme)
    return octets


def valider(octets: bytes, *, nombre: int, centimes: int) -> None:
    """As a stream, against the XSD; and what was asked is what is written. Raises `FichierImpossible`."""
    lus, somme = 0, 0
    try:
        for _, element in etree.iterparse(BytesIO(octets), schema=_xsd(), tag="{*}DrctDbtTxInf", no_network=True):
            lus += 1
            somme += int(element.findtext("{*}InstdAmt", "0").replace(".", ""))
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as defaut:
        raise FichierImpossible([f"Schéma XML, ligne {defaut.lineno} : {defaut.msg}"]) from defaut
    if (lus, somme) != (nombre, centimes):
        raise FichierImpossible([f"{lus} prélèvements écrits pour {nombre}, {somme} centimes pour {centimes}"])


@lru_cache(maxsize=256)  # the same words come back on every line
def nettoyer(texte: str, longueur: int) -> str:
    """The same words in the characters that every bank takes."""
    if not texte.isascii() or _INTERDITS.search(texte):
        texte = _INTERDITS.sub(" ", unidecode(texte))
    return " ".join(texte.split())[:longueur].strip()


class _Fichier(SepaDD):  # type: ignore[misc] # no types
    """Serves once: sepaxml would write everything twice in a second export."""

    def __init__(self, message: Message) -> None:
        creancier = message.creancier
        config = {
            "name": nettoyer(creancier.nom, 70),
            "IBAN": creancier.iban,
            "batch": True,
            "creditor_id": creancier.ics,
            "currency": "EUR",
            **({"BIC": creancier.bic} if creancier.bic else {}),
        }
        super().__init__(config, schema=SCHEMA, clean=False)
        self._message, self._servi = message, False
        self._transactions: list[bytes] = []

    def ajouter(self, ordre: Ordre) -> None:
        self.add_payment(
            {
                "name": nettoyer(ordre.nom, 70),
                "IBAN": ordre.iban,
                "amount": ordre.centimes,
                "type": SEQUENCE,
                "collection_date": self._message.jour,
                "mandate_id": ordre.rum,
                "mandate_date": ordre.signe_le,
                "description": nettoyer(ordre.libelle, 140),
                "endtoend_id": ordre.end_to_end,
                **({"BIC": ordre.bic} if ordre.bic else {}),
                **({"address": _adresse(ordre.adresse)} if ordre.adresse[2] else {}),
            }
        )

    def octets(self) -> bytes:
        if self._servi:
            raise RuntimeError("ce fichier a déjà été écrit")
        self._servi = True
        with _espaces_de_noms():
            squelette: bytes = self.export(validate=False)
        tete, _, fin = squelette.partition(_PLACE)
        transactions, self._transactions = self._transactions, []
        return b"".join([tete, *transactions, fin])  # the only copy of them

    def _add_to_batch_list(self, TX: dict[str, Any], payment: dict[str, Any]) -> None:  # noqa: N803 - sepaxml's name
        """Each transaction becomes text at once, and its tree is freed: ten thousand of them would weigh 60 MB."""
        bloc = f"{payment['type']}::{payment['collection_date']}"
        self._batches.setdefault(bloc, [ElementTree.Element("DrctDbtTxInf")])  # where they will go
        self._batch_totals[bloc] = self._batch_totals.get(bloc, 0) + payment["amount"]
        self._transactions.append(_en_texte(TX["DrctDbtTxInfNode"]).encode())

    def _finalize_batch(self) -> None:
        """One block, since a batch has one date and one sequence; its identifiers are ours."""
        super()._finalize_batch()
        entete = self._xml.find("CstmrDrctDbtInitn/GrpHdr")
        entete.find("MsgId").text = self._message.reference
        entete.find("CreDtTm").text = f"{self._message.cree_le:%Y-%m-%dT%H:%M:%S}"
        (bloc,) = self._xml.iterfind("CstmrDrctDbtInitn/PmtInf")
        bloc.find("PmtInfId").text = self._message.reference_du_paiement
        bloc.find("NbOfTxs").text = str(len(self._transactions))


def _en_texte(element: ElementTree.Element) -> str:
    """The XML of a tree without namespaces nor mixed content."""
    contenu = "".join(map(_en_texte, element)) or escape(element.text or "")
    attributs = "".join(f" {nom}={quoteattr(valeur)}" for nom, valeur in element.items())
    return f"<{element.tag}{attributs}>{contenu}</{element.tag}>"


@contextmanager
def _espaces_de_noms() -> Iterator[None]:
    """sepaxml registers its prefixes for the whole process: put back what others rely on."""
    carte: dict[str, str] = ElementTree._namespace_map  # type: ignore[attr-defined] # sepaxml writes there
    avant = dict(carte)
    try:
        yield
    finally:
        carte.clear()
        carte.update(avant)


def _defauts_du_message(message: Message) -> Iterator[str]:
    if not est_ics(message.creancier.ics):
        yield "L’identifiant créancier (ICS) de la caisse est faux."
    if not est_juste(message.creancier.iban):
        yield "L’IBAN de la caisse est faux."
    if not est_ouvre(message.jour):
        yield f"Les banques ne règlent pas le {message.jour:%d/%m/%Y}."
    for reference in (message.reference, message.reference_du_paiement):
        if not est_permise(reference):
            yield f"Référence de lot impossible : {reference}."


def _defauts_de(ordre: Ordre, vus: set[str]) -> Iterator[str]:
    """Never the IBAN itself: it says which line. `vus`: the references that came before."""
    yield from _defauts_des_references(ordre, vus)
    if not est_juste(ordre.iban):
        yield f"{ordre.end_to_end} : IBAN faux."
    if not 0 < ordre.centimes <= MONTANT_MAX:
        yield f"{ordre.end_to_end} : montant impossible."
    if not nettoyer(ordre.nom, 70):
        yield f"{ordre.end_to_end} : titulaire sans nom lisible."
    if ordre.iban[:2] in HORS_EEE and not (ordre.bic and ordre.adresse[2] and ordre.adresse[3]):
        yield f"{ordre.end_to_end} : compte hors EEE sans BIC ou sans adresse."


def _defauts_des_references(ordre: Ordre, vus: set[str]) -> Iterator[str]:
    if ordre.end_to_end in vus:
        yield f"{ordre.end_to_end} : deux fois dans le fichier."
    if not est_permise(ordre.end_to_end):
        yield f"{ordre.end_to_end} : référence impossible."
    if not est_permise(ordre.rum):
        yield f"{ordre.end_to_end} : RUM impossible."


def _adresse(adresse: tuple[str, str, str, str]) -> dict[str, Any]:
    voie, code_postal, localite, pays = adresse
    return {
        "street_name": nettoyer(voie, 70),
        "postcode": nettoyer(code_postal, 16),
        "town": nettoyer(localite, 35),
        "country": pays,
    }


@cache
def _xsd() -> etree.XMLSchema:
    fichier = Path(sepaxml.__file__).parent / "schemas" / f"{SCHEMA}.xsd"
    return etree.XMLSchema(etree.parse(str(fichier)))
