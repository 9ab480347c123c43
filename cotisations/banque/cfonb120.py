"""Reading CFONB120 statements: fixed lines of 120 characters, 01 (balance before), 04 and 05 (operations), 07 (after).

python-cfonb reads a line; what it dies of is mended or named before: a BOM, blank lines, trailing spaces cut by an
editor, a final ^Z of mainframes. Its own messages quote the line, that is the payer: they are never repeated.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, BinaryIO

from cfonb.parser.common import ParsingError, Row

from cotisations.banque.lu import Debut, FichierRefuse, Fin, Lu, OperationLue

TAILLE_MAX = 64_000_000  # bytes
_LARGEUR = 120
_LIGNE_MAX = 600  # bytes: whoever writes longer lines writes something else
_CODES = ("01", "04", "05", "07")
# What each complement (qualifier of a 05) adds: (field of the library, field of ours).
_COMPLEMENTS = (
    ("label", "libelle"),
    ("remittance_information_1", "libelle"),
    ("remittance_information_2", "libelle"),
    ("debtor_name", "contrepartie"),
    ("creditor_name", "contrepartie"),
    ("debtor_account", "iban"),
    ("creditor_account", "iban"),
    ("creditor_ref_information", "reference"),
    ("end2end_identification", "end_to_end"),
    ("mandate_identification", "rum"),
    ("payment_infor_id", "lot"),
)


def lire(fichier: BinaryIO, *, taille_max: int = TAILLE_MAX) -> Iterator[Lu]:
    """What a CFONB120 file says, in order. Raises `FichierRefuse`, possibly after having yielded."""
    lecteur = _Lecteur()
    for numero, ligne in _lignes(fichier, taille_max):
        yield from lecteur.lire(ligne, f"ligne {numero}")
    lecteur.finir()


class _Lecteur:
    """Where we are: in the statement of which account, after which operation."""

    def __init__(self) -> None:
        self._rib = ""
        self._operation: OperationLue | None = None
        self._est_vide = True

    def lire(self, ligne: str, ou: str) -> Iterator[Lu]:
        self._est_vide, code = False, ligne[:2]
        _exiger_une_suite(code, ou, dans_un_releve=bool(self._rib), apres_une_operation=self._operation is not None)
        champs = _champs(ligne, ou)
        if self._operation and code == "05":
            self._operation = _completer(self._operation, champs)
            return
        if self._operation:
            yield self._operation
        self._operation = _operation(champs, ou) if code == "04" else None
        if code == "01":
            self._rib = _rib(champs)
            yield _debut(champs, ou)
        elif self._rib != _rib(champs):
            raise FichierRefuse(ou, "ligne d’un autre compte que celui du relevé")
        elif code == "07":
            self._rib = ""
            yield _fin(champs, ou)

    def finir(self) -> None:
        if self._est_vide or self._rib:
            raise FichierRefuse("fin du fichier", "le fichier est vide" if self._est_vide else "le relevé est tronqué")


def _exiger_une_suite(code: str, ou: str, *, dans_un_releve: bool, apres_une_operation: bool) -> None:
    if code not in _CODES:
        raise FichierRefuse(ou, "code d’enregistrement inconnu")
    if (code == "01") == dans_un_releve:
        raise FichierRefuse(ou, "ligne hors d’un relevé, ou relevé commencé dans un autre")
    if code == "05" and not apres_une_operation:
        raise FichierRefuse(ou, "complément sans opération")


def _lignes(fichier: BinaryIO, taille_max: int) -> Iterator[tuple[int, str]]:
    """Lines that say something, each 120 characters wide, and their number."""
    reste = taille_max
    for numero, octets in enumerate(iter(lambda: fichier.readline(_LIGNE_MAX), b""), 1):
        reste -= len(octets)
        if reste < 0:
            raise FichierRefuse("", "fichier trop grand")
        ligne = _texte(octets.removeprefix(b"\xef\xbb\xbf") if numero == 1 else octets).rstrip("\r\n\x1a ")
        if not ligne:
            continue
        if len(ligne) > _LARGEUR or not ligne.isprintable():
            raise FichierRefuse(f"ligne {numero}", "ce n’est pas une ligne de 120 caractères")
        yield numero, ligne.ljust(_LARGEUR)


def _texte(octets: bytes) -> str:
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def _champs(ligne: str, ou: str) -> dict[str, Any]:
    try:
        champs: dict[str, Any] = Row(ligne)
    except (ParsingError, ValueError, ArithmeticError, KeyError, IndexError):
        champs = {}
    if not champs or champs.get("nb_of_dec", "2") != "2":
        raise FichierRefuse(ou, "ligne illisible")
    if champs.get("currency_code", "EUR") != "EUR":
        raise FichierRefuse(ou, "montant dans une autre devise que l’euro")
    return champs


def _rib(champs: dict[str, Any]) -> str:
    return f"{champs['bank_code']}{champs['desk_code']}{champs['account_nb']}"


def _debut(champs: dict[str, Any], ou: str) -> Debut:
    return Debut(_rib(champs), "", _centimes(champs["prev_amount"]), date.fromisoformat(champs["prev_date"]), ou)


def _fin(champs: dict[str, Any], ou: str) -> Fin:
    return Fin(_centimes(champs["next_amount"]), date.fromisoformat(champs["next_date"]), ou)


def _operation(champs: dict[str, Any], ou: str) -> OperationLue:
    centimes = _centimes(champs["amount"])
    if not centimes:
        raise FichierRefuse(ou, "montant nul")
    return OperationLue(
        ou=ou,
        jour=date.fromisoformat(champs["operation_date"]),
        centimes=centimes,
        jour_valeur=date.fromisoformat(champs["value_date"]),
        code=champs["operation_code"],
        reference_banque=_fourni(champs["reference"]),
        libelle=_une_ligne(champs["label"]),
        motif=_fourni(champs["reject_code"]),
    )


def _completer(operation: OperationLue, champs: dict[str, Any]) -> OperationLue:
    ajouts: dict[str, Any] = {}
    for champ, le_notre in _COMPLEMENTS:
        if valeur := _une_ligne(champs.get(champ, "")):
            ajouts[le_notre] = _ajouter(le_notre, getattr(operation, le_notre), valeur)
    return replace(operation, **ajouts) if ajouts else operation


def _ajouter(champ: str, avant: str, valeur: str) -> str:
    """Texts follow one another; of the rest, the first said stays."""
    if champ == "libelle":
        return f"{avant} {valeur}".strip()
    if champ == "iban":
        valeur = valeur.replace(" ", "").upper()
    return avant or ("" if valeur.upper() == "NOTPROVIDED" else valeur)


def _fourni(texte: str) -> str:
    """Zeros alone mean nothing."""
    return texte if texte.strip("0") else ""


def _une_ligne(texte: str) -> str:
    return " ".join(texte.split())


def _centimes(montant: Any) -> int:
    return int(montant.scaleb(2))
