"""Fields of ISO 20022 messages, whatever their version: text, signed amounts, days, counts."""

import re
from datetime import date, datetime

from django.utils import timezone
from lxml import etree

from cotisations.banque.lu import FichierRefuse

_MONTANT = re.compile(r"(\d{1,13})(?:\.(\d{1,5}))?")
_DATE = re.compile(r"^(\d{4}-\d\d-\d\d)[TZ+-].*$")
_VIDE = "NOTPROVIDED"
CHIFFRES = 15  # of a count, at most
Element = etree._Element
_CHEMINS: dict[str, str] = {}  # the few dozens that readers name


def lire_entier(texte: str) -> int | None:
    """`Max15NumericText`; `None` for anything else."""
    return int(texte) if texte.isascii() and texte.isdigit() and len(texte) <= CHIFFRES else None


def lire_texte(element: Element | None, chemin: str) -> str:
    """The text at `chemin`, whatever the namespace, on one line; empty when there is none."""
    if element is None:
        return ""
    return _une_ligne(element.findtext(_absolu(chemin)) or "")


def lire_textes(element: Element | None, chemin: str) -> str:
    """All the texts at `chemin`, on one line."""
    if element is None:
        return ""
    return _une_ligne(" ".join(trouve.text or "" for trouve in element.iterfind(_absolu(chemin))))


def _absolu(chemin: str) -> str:
    if chemin not in _CHEMINS:
        _CHEMINS[chemin] = "/".join(f"{{*}}{pas}" for pas in chemin.split("/"))
    return _CHEMINS[chemin]


def _une_ligne(texte: str) -> str:
    return " ".join(texte.split())


def serrer(texte: str) -> str:
    """An account, as it is compared."""
    return texte.replace(" ", "").upper()


def fourni(texte: str) -> str:
    """A reference; empty when the bank says that it has none."""
    return "" if texte.upper() == _VIDE else texte


def lire_sens(element: Element, ou: str) -> int:
    """The direction in which money went. `RvslInd` changes nothing to it: it says of what the entry is the reverse."""
    sens = lire_texte(element, "CdtDbtInd")
    if sens not in {"CRDT", "DBIT"}:
        raise FichierRefuse(ou, "sens (CdtDbtInd) absent ou inconnu")
    return 1 if sens == "CRDT" else -1


def lire_centimes(montant: Element | None, ou: str) -> int:
    """Cents of an amount in euros, without its direction."""
    if montant is None:
        raise FichierRefuse(ou, "sans montant")
    if montant.get("Ccy") != "EUR":
        raise FichierRefuse(ou, "montant dans une autre devise que l’euro")
    lu = _MONTANT.fullmatch((montant.text or "").strip())
    if lu is None or (lu[2] or "").ljust(2, "0")[2:].strip("0"):
        raise FichierRefuse(ou, "montant illisible")
    return int(lu[1]) * 100 + int((lu[2] or "").ljust(2, "0")[:2])


def lire_jour(element: Element, champ: str, ou: str) -> date | None:
    """The day at `champ`, as it is here; `None` when the bank does not say it."""
    texte = lire_texte(element, f"{champ}/Dt") or lire_texte(element, f"{champ}/DtTm")
    if not texte:
        return None
    try:
        moment = datetime.fromisoformat(texte) if "T" in texte else None
        if moment and moment.tzinfo:  # booked at 23:30 UTC is booked on the next day here
            return timezone.localdate(moment)
        return date.fromisoformat(_DATE.sub(r"\1", texte))
    except ValueError as defaut:
        raise FichierRefuse(ou, f"date illisible ({champ})") from defaut
