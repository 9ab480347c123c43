"""A call shaped for a page or a document: finished values, amounts in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_euros, ecrire_montant
from cotisations.appels.composition import Emission
from cotisations.appels.entrees import Entrees, entrees_de_l_appel
from cotisations.calcul import Regime
from cotisations.calcul.arrondis import en_centimes
from cotisations.calcul.dire import dire_nombre, dire_taux
from cotisations.models import AppelCotisation, Echeance, LigneAppel

_REGULARISATIONS = frozenset({Regime.REGULARISATION_T1, Regime.REGULARISATION_T2})


@dataclass(frozen=True)
class LigneDite:
    """`base`, `taux` and `points` are empty where the line has none; `deduit` but for a régularisation."""

    libelle: str
    base: str
    taux: str
    points: str
    deduit: str
    montant: str


@dataclass(frozen=True)
class AppelDit:
    """What a call says. `lignes_de_regularisation` is empty when nothing is regularised.

    `comparaison`: whose call it is and how it differs from the one in force, while it is not issued.
    """

    titre: str
    lignes: list[LigneDite]
    lignes_de_regularisation: list[LigneDite]
    total_de_l_annee: str
    regularisation: str
    total: str
    part_cpam: str
    trimestres: int
    revenus: list[tuple[str, str]]
    echeances: list[tuple[str, str]]
    comparaison: list[tuple[str, str]] = field(default_factory=list)


def dire_appel(appel: AppelCotisation, lignes: Sequence[LigneAppel], echeances: Iterable[Echeance]) -> AppelDit:
    """An issued call. No query."""
    return AppelDit(
        titre=str(appel),
        lignes=[_ligne(une) for une in lignes if une.regime not in _REGULARISATIONS],
        lignes_de_regularisation=[_ligne(une) for une in lignes if une.regime in _REGULARISATIONS],
        total_de_l_annee=ecrire_montant(appel.total_centimes - appel.regularisation_centimes),
        regularisation=ecrire_montant(appel.regularisation_centimes),
        total=ecrire_montant(appel.total_centimes),
        part_cpam=ecrire_montant(appel.part_cpam_centimes),
        trimestres=appel.trimestres,
        revenus=dire_revenus(entrees_de_l_appel(appel)),
        echeances=[_echeance(une.date_exigibilite, une.montant_centimes) for une in echeances],
    )


def dire_emission(emission: Emission) -> AppelDit:
    """A call that is not issued yet. No query."""
    simulation = emission.simulation
    lignes = [
        LigneAppel(
            regime=une.regime, libelle=une.libelle, base=une.base, taux=une.taux,
            montant_centimes=une.montant, points=une.points,
        )
        for une in simulation.lignes
    ]  # fmt: skip
    return AppelDit(
        titre=f"Appel de cotisations {emission.etat.annee}",
        lignes=[_ligne(une) for une in lignes if une.regime not in _REGULARISATIONS],
        lignes_de_regularisation=[_ligne(une) for une in lignes if une.regime in _REGULARISATIONS],
        total_de_l_annee=ecrire_montant(simulation.appel),
        regularisation=ecrire_montant(simulation.regularisation),
        total=ecrire_montant(simulation.total),
        part_cpam=ecrire_montant(simulation.part_cpam),
        trimestres=simulation.trimestres,
        revenus=dire_revenus(emission.entrees),
        echeances=[_echeance(une.exigible_le, une.montant) for une in emission.plan.tranches],
        comparaison=_comparaison(emission),
    )


def _comparaison(emission: Emission) -> list[tuple[str, str]]:
    en_vigueur, total = emission.etat.appel, emission.simulation.total
    dite = [("Dossier", emission.etat.dossier.numero), ("Nouveau total", ecrire_montant(total))]
    if en_vigueur is None:
        return dite
    ecart = total - en_vigueur.total_centimes
    signe = "+" if ecart > 0 else ""
    return [
        *dite,
        ("Total en vigueur", ecrire_montant(en_vigueur.total_centimes)),
        ("Écart", f"{signe}{ecrire_montant(ecart)}"),
    ]


def dire_revenus(entrees: Entrees) -> list[tuple[str, str]]:
    """The incomes that counted: (which, how much)."""
    annee = entrees.annee
    dits = [
        (f"Revenu {annee - 1}", entrees.assiette_centimes),
        (f"Revenu {annee - 2}", entrees.assiette_precedente_centimes),
        (f"Revenu {annee} estimé", entrees.assiette_estimee_centimes),
    ]
    lus = [(nom, ecrire_montant(centimes)) for nom, centimes in dits if centimes is not None]
    if entrees.est_taxation:
        lus.insert(0, (f"Revenu {annee - 1}", "Non déclaré : 5 PASS comptés"))
    return lus


def _ligne(ligne: LigneAppel) -> LigneDite:
    return LigneDite(
        libelle=ligne.libelle,
        base=_euros(ligne.base),
        taux="" if ligne.taux is None else dire_taux(ligne.taux),
        points="" if ligne.points is None else dire_nombre(ligne.points),
        deduit=_deduit(ligne),
        montant=ecrire_montant(ligne.montant_centimes),
    )


def _deduit(ligne: LigneAppel) -> str:
    """What the call of that year had asked: the line itself says the rest."""
    if ligne.regime not in _REGULARISATIONS or ligne.base is None or ligne.taux is None:
        return ""
    return ecrire_montant(en_centimes(ligne.base * ligne.taux) - ligne.montant_centimes)


def _euros(montant: Decimal | None) -> str:
    return "" if montant is None else ecrire_euros(montant)


def _echeance(le: date, centimes: int) -> tuple[str, str]:
    return ecrire_date(le), ecrire_montant(centimes)
