"""Reads `cotisations/baremes/AAAA.toml`: strictly, so that a new year is a new file that cannot be half right."""

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from cotisations.calcul import figures
from cotisations.calcul.figures import Bareme, Chiffre, Confiance

DOSSIER = Path(__file__).resolve().parent.parent / "baremes"
_T = TypeVar("_T")
_SECTIONS: Mapping[str, type[Any]] = {
    "reperes": figures.Reperes,
    "base": figures.Base,
    "debut": figures.Debut,
    "asv": figures.Asv,
    "invalidite_deces": figures.InvaliditeDeces,
    "majorations": figures.Majorations,
    "usages": figures.Usages,
}
_FACULTATIVES: Mapping[str, type[Any]] = {"abattement": figures.Abattement}
_FORMES: Mapping[str, type[Any]] = {"forfait_et_taux": figures.ForfaitEtTaux, "taux_borne": figures.TauxBorne}
_CLES_D_UN_CHIFFRE = {"valeur", "source", "confiance"}


class BaremeInvalide(Exception):
    """A scale cannot be used. The message names the file and the key."""


class BaremeAbsent(Exception):
    """No scale for this year. The message, in French, says which years have one."""


@cache
def annees_connues() -> tuple[int, ...]:
    """The years that have a scale, the oldest first."""
    return tuple(sorted(int(fichier.stem) for fichier in DOSSIER.glob("[0-9][0-9][0-9][0-9].toml")))


def bareme_de(annee: int) -> Bareme:
    """The scale of `annee`. Raises `BaremeAbsent`, `BaremeInvalide`."""
    connues = annees_connues()
    if annee not in connues:
        raise BaremeAbsent(
            f"Il n’y a pas de barème pour {annee}\u00a0: choisissez une année de {connues[0]} à {connues[-1]}."
        )
    return _garder(annee)


@cache
def _garder(annee: int) -> Bareme:
    return lire_bareme(DOSSIER / f"{annee}.toml")


def lire_bareme(fichier: Path) -> Bareme:
    """The scale that `fichier`, named after its year, holds. Raises `BaremeInvalide`."""
    try:
        brut = tomllib.loads(fichier.read_text(encoding="utf-8"))
    except (OSError, ValueError) as erreur:  # ValueError: TOML or UTF-8 that is not
        raise BaremeInvalide(f"{fichier.name} : {erreur}") from erreur
    ou = fichier.name
    _exiger_cles(brut, {"annee", "complementaire", *_SECTIONS}, ou, facultatives=set(_FACULTATIVES))
    if brut["annee"] != int(fichier.stem):
        raise BaremeInvalide(f"{ou}, annee : {brut['annee']!r} au lieu de {fichier.stem}")
    lues = {
        nom: _section(classe, brut[nom], f"{ou}, {nom}")
        for nom, classe in {**_SECTIONS, **_FACULTATIVES}.items()
        if nom in brut
    }
    return Bareme(annee=brut["annee"], complementaire=_complementaire(brut["complementaire"], ou), **lues)


def _complementaire(brut: object, ou: str) -> Any:
    ou = f"{ou}, complementaire"
    table = dict(_table(brut, ou))
    forme = table.pop("forme", None)
    if forme not in _FORMES:
        raise BaremeInvalide(f"{ou}.forme : {forme!r} n’est pas une de {', '.join(_FORMES)}")
    return _section(_FORMES[forme], table, ou)


def _section(classe: type[_T], brut: object, ou: str) -> _T:
    table = _table(brut, ou)
    noms = {champ.name for champ in fields(classe)}  # type: ignore[arg-type] # the classes of figures.py
    _exiger_cles(table, noms, ou)
    return classe(**{nom: _chiffre(table[nom], nom, f"{ou}.{nom}") for nom in noms})


def _chiffre(brut: object, nom: str, ou: str) -> Chiffre:
    table = _table(brut, ou)
    _exiger_cles(table, _CLES_D_UN_CHIFFRE, ou, facultatives={"note"})
    if muettes := [cle for cle, texte in table.items() if not isinstance(texte, str) or not texte.strip()]:
        raise BaremeInvalide(f"{ou}.{muettes[0]} : un texte est attendu")
    if table["confiance"] not in list(Confiance):
        raise BaremeInvalide(f"{ou}.confiance : {table['confiance']!r} n’est pas A, B ou C")
    valeur = _nombre(table["valeur"], ou)
    if nom.startswith("taux") and valeur > 1:
        raise BaremeInvalide(f"{ou}.valeur : un taux est une fraction, {valeur} dépasse 1")
    return Chiffre(valeur, table["source"], Confiance(table["confiance"]), table.get("note", ""))


def _nombre(texte: str, ou: str) -> Decimal:
    try:
        valeur = Decimal(texte)
    except InvalidOperation:
        raise BaremeInvalide(f"{ou}.valeur : {texte!r} n’est pas un nombre") from None
    if not valeur.is_finite() or valeur < 0:
        raise BaremeInvalide(f"{ou}.valeur : {texte!r} n’est pas un nombre positif")
    return valeur


def _table(brut: object, ou: str) -> Mapping[str, Any]:
    if not isinstance(brut, dict):
        raise BaremeInvalide(f"{ou} : une table est attendue")
    return brut


def _exiger_cles(table: Mapping[str, Any], cles: set[str], ou: str, *, facultatives: set[str] | None = None) -> None:
    for motif, noms in (
        ("clé manquante", cles - table.keys()),
        ("clé inconnue", table.keys() - cles - (facultatives or set())),
    ):
        if noms:
            raise BaremeInvalide(f"{ou} : {motif} : {', '.join(sorted(noms))}")
