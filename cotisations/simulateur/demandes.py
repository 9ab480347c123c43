"""What `manage.py simuler` is asked, as texts: options of the command or cells of a line of CSV."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from carpimko_portal.lib.montants import en_euros
from cotisations.calcul import BaremeAbsent, Simulation, Situation, SituationInvalide, bareme_de, simuler
from cotisations.calcul.abattement import assiette_sociale
from cotisations.calcul.lignes import Ligne
from cotisations.simulateur.saisie import lire_date, lire_revenu

REVENUS = ("assiette", "assiette_precedente", "revenu_brut")
CHAMPS = ("annee", *REVENUS, "non_conventionne", "debut_activite")
_OUI = frozenset({"1", "oui", "o", "vrai", "true"})
_NON = frozenset({"", "0", "non", "n", "faux", "false"})


class DemandeInvalide(Exception):
    """The message, for people, names the option at fault."""


def simuler_demande(demande: Mapping[str, str]) -> Simulation:
    """The simulation of `demande`, whose keys are among `CHAMPS`; an empty text counts as none.

    Raises `DemandeInvalide`.
    """
    try:
        return simuler(_situation(demande))
    except SituationInvalide as refus:
        raise DemandeInvalide(f"{_option(refus.champ)} : {refus}") from refus
    except BaremeAbsent as refus:
        raise DemandeInvalide(f"--annee : {refus}") from refus


def en_json(simulation: Simulation) -> str:
    """One line: amounts as decimal strings in euros, rates as fractions, null where there is none."""
    return json.dumps(
        {
            "annee": simulation.annee,
            "lignes": [_ligne(ligne) for ligne in simulation.lignes],
            "total": str(en_euros(simulation.total)),
            "trimestres": simulation.trimestres,
        },
        ensure_ascii=False,
    )


def _situation(demande: Mapping[str, str]) -> Situation:
    annee = _annee(demande.get("annee", ""))
    revenus = {nom: _revenu(nom, texte) for nom in REVENUS if (texte := demande.get(nom, ""))}
    debut = demande.get("debut_activite", "")
    return Situation(
        annee=annee,
        assiette=_assiette(annee, revenus),
        assiette_precedente=revenus.get("assiette_precedente"),
        conventionne=not _booleen("non_conventionne", demande.get("non_conventionne", "")),
        debut_activite=_lire("debut_activite", lire_date, debut) if debut else None,
    )


def _annee(texte: str) -> int:
    if not (texte.isascii() and texte.isdigit() and len(texte) == 4):
        raise DemandeInvalide(
            f"--annee : une année en quatre chiffres est attendue, par exemple 2026 (reçu : {texte!r})"
        )
    return int(texte)


def _assiette(annee: int, revenus: Mapping[str, Decimal]) -> Decimal | None:
    brut = revenus.get("revenu_brut")
    if brut is None:
        return revenus.get("assiette")
    if "assiette" in revenus:
        raise DemandeInvalide("--revenu-brut : donnez l’assiette ou le revenu brut, pas les deux")
    if brut < 0:
        raise DemandeInvalide("--revenu-brut : un revenu négatif compte pour 0, indiquez 0")
    return assiette_sociale(brut, bareme_de(annee))


def _revenu(nom: str, texte: str) -> Decimal:
    revenu: Decimal = _lire(nom, lire_revenu, texte)
    return revenu


def _lire(nom: str, lecture: Any, texte: str) -> Any:
    try:
        return lecture(texte)
    except ValueError as erreur:
        raise DemandeInvalide(f"{_option(nom)} : {erreur} (reçu : {texte[:40]!r})") from erreur


def _booleen(nom: str, texte: str) -> bool:
    valeur = texte.strip().lower()
    if valeur not in _OUI | _NON:
        raise DemandeInvalide(f"{_option(nom)} : oui ou non est attendu (reçu : {texte[:40]!r})")
    return valeur in _OUI


def _option(champ: str) -> str:
    return f"--{champ.replace('_', '-')}"


def _ligne(ligne: Ligne) -> dict[str, str | None]:
    return {
        "regime": ligne.regime.value,
        "libelle": ligne.libelle,
        "base": None if ligne.base is None else f"{ligne.base:.2f}",
        "taux": None if ligne.taux is None else f"{ligne.taux.normalize():f}",
        "montant": str(en_euros(ligne.montant)),
        "points": None if ligne.points is None else str(ligne.points),
    }
