"""What a column of an imported file may hold: texts in, values out, or the reason in French."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from carpimko_portal.lib.fichiers_csv import Ligne, Refus
from carpimko_portal.lib.montants import en_centimes

Lecture = Callable[[str], Any]  # raises ValueError, whose message is the reason


@dataclass(frozen=True)
class Colonne:
    """`vide` is what an empty cell means when the column is not `obligatoire`."""

    nom: str
    lire: Lecture
    obligatoire: bool = True
    vide: str | None = ""

    def valeur(self, texte: str) -> Any:
        """The value of a cell. Raises `ValueError` with the reason in French."""
        texte = texte.strip()
        if texte:
            return self.lire(texte)
        if self.obligatoire:
            raise ValueError("cellule vide : cette colonne est obligatoire")
        return self.vide


def lire_colonnes(colonnes: Sequence[Colonne], lignes: Sequence[Ligne]) -> tuple[list[Ligne], list[Refus]]:
    """The lines whose every cell holds a value, as values; and each bad cell of the others.

    Works column by column: most cells of a file repeat, and each distinct text is read once.
    """
    refus: list[Refus] = []
    lues: list[Sequence[Any]] = []
    for colonne, textes in zip(colonnes, zip(*(ligne.cellules for ligne in lignes), strict=True), strict=False):
        valeurs, motifs = _lire_distincts(colonne, set(textes))
        lues.append([valeurs.get(texte) for texte in textes])
        if motifs:
            refus += [
                Refus(ligne.numero, colonne.nom, motifs[texte])
                for ligne, texte in zip(lignes, textes, strict=True)
                if texte in motifs
            ]
    fautives = {un.ligne for un in refus}
    valables = [
        Ligne(ligne.numero, valeurs)
        for ligne, valeurs in zip(lignes, zip(*lues, strict=True), strict=True)
        if ligne.numero not in fautives
    ]
    return valables, sorted(refus)


def _lire_distincts(colonne: Colonne, textes: Collection[str]) -> tuple[dict[str, Any], dict[str, str]]:
    valeurs: dict[str, Any] = {}
    motifs: dict[str, str] = {}
    for texte in textes:
        try:
            valeurs[texte] = colonne.valeur(texte)
        except ValueError as erreur:
            motifs[texte] = str(erreur)
    return valeurs, motifs


def citer(texte: str) -> str:
    """A text between quotation marks, shortened when long."""
    return f"« {texte if len(texte) <= 40 else texte[:39] + '…'} »"


def texte(maximum: int) -> Lecture:
    """Any text of at most `maximum` characters."""

    def lire(lu: str) -> str:
        if len(lu) > maximum:
            raise ValueError(f"{len(lu)} caractères au lieu de {maximum} au plus")
        return lu

    return lire


def parmi(valeurs: Sequence[str]) -> Lecture:
    """One of a closed list."""

    def lire(lu: str) -> str:
        if lu not in valeurs:
            raise ValueError(f"{citer(lu)} n’est pas une valeur de la liste : {', '.join(valeurs)}")
        return lu

    return lire


def forme(motif: str, attendu: str) -> Lecture:
    """A text that matches `motif` from end to end; `attendu` says it in words."""
    correspond = re.compile(motif, re.ASCII).fullmatch

    def lire(lu: str) -> str:
        if not correspond(lu):
            raise ValueError(f"{citer(lu)} n’est pas {attendu}")
        return lu

    return lire


def jour(debut: date, fin: Callable[[], date]) -> Lecture:
    """A date `AAAA-MM-JJ` from `debut` to `fin()`, both included. Its value is the text: ISO 8601 sorts as dates do."""
    est_iso = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch

    def lire(lu: str) -> str:
        try:
            lue = date.fromisoformat(lu) if est_iso(lu) else None
        except ValueError:
            raise ValueError(f"{citer(lu)} n’existe pas au calendrier") from None
        if lue is None:
            raise ValueError(f"{citer(lu)} n’est pas une date AAAA-MM-JJ")
        if not debut <= lue <= (dernier := fin()):
            raise ValueError(f"{citer(lu)} n’est pas entre le {debut} et le {dernier}")
        return lu

    return lire


def entier(minimum: int, maximum: int) -> Lecture:
    """A whole number between two bounds, included."""

    def lire(lu: str) -> int:
        if not (lu.isascii() and lu.isdigit()) or len(lu) > 9 or not minimum <= int(lu) <= maximum:
            raise ValueError(f"{citer(lu)} n’est pas un nombre entier de {minimum} à {maximum}")
        return int(lu)

    return lire


def montant(lu: str) -> int:
    """Cents of an amount in euros."""
    try:
        return en_centimes(lu)
    except ValueError:
        raise ValueError(f"{citer(lu)} n’est pas un montant en euros, comme 1234,56 ou -1234.56") from None


def oui_ou_non(lu: str) -> bool:
    """`oui` or `non`."""
    if lu not in {"oui", "non"}:
        raise ValueError(f"{citer(lu)} n’est ni oui ni non")
    return lu == "oui"


def courriel(lu: str) -> str:
    """An e-mail address that the portal can write to."""
    if len(lu) > 254:
        raise ValueError(f"{len(lu)} caractères au lieu de 254 au plus")
    if not _COURRIEL_SIMPLE(lu):
        try:
            validate_email(lu)
        except ValidationError:
            raise ValueError(f"{citer(lu)} n’est pas une adresse e-mail") from None
    return lu


# Nearly every address; Django's validator, ten times slower, judges the others.
_COURRIEL_SIMPLE = re.compile(
    r"[a-z0-9]+(?:[._-][a-z0-9]+)*@[a-z0-9]{1,30}(?:-[a-z0-9]{1,30})?(?:\.[a-z0-9]{1,30})*\.[a-z]{2,20}"
).fullmatch
