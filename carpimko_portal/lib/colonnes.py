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


@dataclass(frozen=True)
class Lecture:
    """How to read a cell. `lire` raises `ValueError` with the reason in French.

    `conformes` looks over a whole column at once: true only when every text is its own value.
    """

    lire: Callable[[str], Any]
    conformes: Callable[[Collection[str]], bool] = lambda textes: False


@dataclass(frozen=True)
class Colonne:
    """`vide` is what an empty cell means when the column is not `obligatoire`."""

    nom: str
    lecture: Lecture
    obligatoire: bool = True
    vide: str | None = ""

    def valeur(self, texte: str) -> Any:
        """The value of a cell, blanks around it removed. Raises `ValueError` with the reason in French."""
        texte = texte.strip()
        if texte:
            return self.lecture.lire(texte)
        if self.obligatoire:
            raise ValueError("cellule vide : cette colonne est obligatoire")
        return self.vide

    def valeurs(self, textes: Collection[str]) -> tuple[dict[str, Any], dict[str, str]]:
        """Values and reasons by distinct text. Both are empty when each text is its own value, as most are."""
        if self._conformes(textes):
            return {}, {}
        valeurs: dict[str, Any] = {}
        motifs: dict[str, str] = {}
        for texte in textes:
            try:
                valeurs[texte] = self.valeur(texte)
            except ValueError as erreur:
                motifs[texte] = str(erreur)
        return valeurs, motifs

    def _conformes(self, textes: Collection[str]) -> bool:
        """A quick look that spares the reading of each text: a file is good nearly everywhere."""
        remplis = [texte for texte in textes if texte]
        if len(remplis) < len(textes) and (self.obligatoire or self.vide != ""):
            return False
        return list(map(str.strip, remplis)) == remplis and (not remplis or self.lecture.conformes(remplis))


def lire_colonnes(colonnes: Sequence[Colonne], lignes: Sequence[Ligne]) -> tuple[list[Ligne], list[Refus]]:
    """The lines whose every cell holds a value, as values; and each bad cell of the others.

    Works column by column: most cells of a file repeat, and each distinct text is read once.
    """
    numeros = [ligne.numero for ligne in lignes]
    refus: list[Refus] = []
    lues: list[Sequence[Any]] = []
    for colonne, textes in zip(colonnes, zip(*(ligne.cellules for ligne in lignes), strict=True), strict=False):
        valeurs, motifs = colonne.valeurs(set(textes))
        lues.append([valeurs.get(texte) for texte in textes] if valeurs or motifs else textes)
        if motifs:
            paires = zip(numeros, textes, strict=True)
            refus += [Refus(numero, colonne.nom, motifs[texte]) for numero, texte in paires if texte in motifs]
    valables = list(map(Ligne, numeros, zip(*lues, strict=True)))
    if fautives := {un.ligne for un in refus}:
        valables = [ligne for ligne in valables if ligne.numero not in fautives]
    return valables, sorted(refus)


def citer(texte: str) -> str:
    """A text between quotation marks, shortened when long."""
    return f"« {texte if len(texte) <= 40 else texte[:39] + '…'} »"


def _visible(texte: str) -> bool:
    """No control, direction mark or zero-width character. No-break spaces are typography."""
    return texte.replace("\u00a0", " ").replace("\u202f", " ").isprintable()


def texte(maximum: int) -> Lecture:
    """Any text of at most `maximum` characters, all of them visible: others make a name show what it does not say."""

    def lire(lu: str) -> str:
        if len(lu) > maximum:
            raise ValueError(f"{len(lu)} caractères au lieu de {maximum} au plus")
        if not _visible(lu):
            raise ValueError("contient un caractère invisible")
        return lu

    return Lecture(lire, lambda lus: max(map(len, lus)) <= maximum and _visible("".join(lus)))


def parmi(valeurs: Sequence[str]) -> Lecture:
    """One of a closed list."""

    def lire(lu: str) -> str:
        if lu not in valeurs:
            raise ValueError(f"{citer(lu)} n’est pas une valeur de la liste : {', '.join(valeurs)}")
        return lu

    return Lecture(lire, frozenset(valeurs).issuperset)


def forme(motif: str, attendu: str) -> Lecture:
    """A text that matches `motif` from end to end; `attendu` says it in words."""
    correspond = re.compile(motif, re.ASCII).fullmatch

    def lire(lu: str) -> str:
        if not correspond(lu):
            raise ValueError(f"{citer(lu)} n’est pas {attendu}")
        return lu

    return Lecture(lire, lambda lus: all(map(correspond, lus)))


def jour(debut: date, fin: date) -> Lecture:
    """A date `AAAA-MM-JJ` from `debut` to `fin`, both included. Its value is the text: ISO 8601 sorts as dates do."""
    est_iso = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch

    def lire(lu: str) -> str:
        if not est_iso(lu):
            raise ValueError(f"{citer(lu)} n’est pas une date AAAA-MM-JJ")
        try:
            lue = date.fromisoformat(lu)
        except ValueError:
            raise ValueError(f"{citer(lu)} n’existe pas au calendrier") from None
        if not debut <= lue <= fin:
            raise ValueError(f"{citer(lu)} n’est pas entre le {debut} et le {fin}")
        return lu

    def conformes(lus: Collection[str]) -> bool:
        try:
            dates = list(map(date.fromisoformat, lus)) if all(map(est_iso, lus)) else []
        except ValueError:
            return False
        return bool(dates) and debut <= min(dates) and max(dates) <= fin

    return Lecture(lire, conformes)


def entier(minimum: int, maximum: int) -> Lecture:
    """A whole number between two bounds, included."""

    def lire(lu: str) -> int:
        if not (lu.isascii() and lu.isdigit()) or len(lu) > 9 or not minimum <= int(lu) <= maximum:
            raise ValueError(f"{citer(lu)} n’est pas un nombre entier de {minimum} à {maximum}")
        return int(lu)

    return Lecture(lire)


def _centimes(lu: str) -> int:
    try:
        return en_centimes(lu)
    except ValueError:
        raise ValueError(f"{citer(lu)} n’est pas un montant en euros, comme 1234,56 ou -1234.56") from None


def _booleen(lu: str) -> bool:
    if lu not in {"oui", "non"}:
        raise ValueError(f"{citer(lu)} n’est ni oui ni non")
    return lu == "oui"


# Nearly every address; Django's validator, ten times slower, judges the others.
_COURRIEL_SIMPLE = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*@(?:[a-z0-9]{1,30}(?:-[a-z0-9]{1,30})?\.){1,4}[a-z]{2,20}")


def _courriel(lu: str) -> str:
    if len(lu) > 254:
        raise ValueError(f"{len(lu)} caractères au lieu de 254 au plus")
    try:
        validate_email(lu)
    except ValidationError:
        raise ValueError(f"{citer(lu)} n’est pas une adresse e-mail") from None
    return lu


montant = Lecture(_centimes)  # cents of an amount in euros
oui_ou_non = Lecture(_booleen)
courriel = Lecture(_courriel, lambda lus: all(map(_COURRIEL_SIMPLE.fullmatch, lus)) and max(map(len, lus)) <= 254)
