"""A simulation as the page and the PDF show it. Amounts in cents."""

from collections.abc import Sequence
from dataclasses import dataclass

from carpimko_portal.lib.montants import ecrire_euros
from cotisations.calcul import Ligne, Reference, Simulation
from cotisations.calcul.arrondis import distribuer
from cotisations.calcul.complementaire import PRIX_DU_POINT
from cotisations.calcul.dire import dire_nombre, dire_taux
from cotisations.calcul.explications import formule, raisons
from cotisations.simulateur.graphique import Graphique, dessiner

_RANGS = ("1er", "2e", "3e", "4e")


@dataclass(frozen=True)
class LigneDite:
    """A line of the table, and what unfolds under it: nothing without a `formule`.

    `revenu_de`: the year of the income it is computed on, when that is known.
    """

    libelle: str
    base: str
    taux: str
    points: str
    montant: int
    formule: str = ""
    raisons: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    a_confirmer: str = ""
    revenu_de: int | None = None


@dataclass(frozen=True)
class Resultat:
    """`trimestriels`: (name of the quarter, amount), whose sum is the total."""

    simulation: Simulation
    titre: str
    convention: str
    lignes: tuple[LigneDite, ...]
    mensuel: int
    trimestriels: tuple[tuple[str, int], ...]
    a_confirmer: tuple[Reference, ...]


@dataclass(frozen=True)
class LigneComparee:
    """The same line in both simulations; None where it is not due."""

    libelle: str
    avant: int | None
    apres: int | None

    @property
    def ecart(self) -> int:
        return (self.apres or 0) - (self.avant or 0)


@dataclass(frozen=True)
class Page:
    """What the page shows: the simulation asked for, and perhaps another one beside it."""

    resultat: Resultat
    autre: Resultat | None
    graphique: Graphique
    comparaison: tuple[LigneComparee, ...]

    @property
    def ecart(self) -> int:
        """What the other one costs more."""
        return self.autre.simulation.total - self.resultat.simulation.total if self.autre else 0


def mettre_en_page(simulations: Sequence[Simulation]) -> Page:
    """One simulation, or two to compare."""
    resultats = [dire(simulation) for simulation in simulations]
    autre = resultats[1] if len(resultats) > 1 else None
    return Page(
        resultat=resultats[0],
        autre=autre,
        graphique=dessiner(simulations),
        comparaison=_comparer(simulations[0], simulations[1]) if autre else (),
    )


def dire(simulation: Simulation) -> Resultat:
    trimestres = simulation.trimestres_affilies
    montants = distribuer(simulation.total, trimestres)
    return Resultat(
        simulation=simulation,
        titre=_titre(simulation),
        convention="conventionné" if simulation.situation.conventionne else "non conventionné",
        lignes=tuple(dire_ligne(ligne) for ligne in simulation.lignes),
        mensuel=distribuer(simulation.total, 3 * trimestres)[0],
        trimestriels=tuple(zip((f"{r} trimestre" for r in _RANGS[-trimestres:]), montants, strict=True)),
        a_confirmer=tuple(dict.fromkeys(r for ligne in simulation.lignes for r in ligne.a_confirmer)),
    )


def _titre(simulation: Simulation) -> str:
    """`2026, 45 000 €`: tells two simulations apart."""
    revenu = simulation.revenu.declare
    return f"{simulation.annee}, {'début d’activité' if revenu is None else ecrire_euros(revenu)}"


def dire_ligne(ligne: Ligne, *, revenu_de: int | None = None) -> LigneDite:
    """A line in words, and what unfolds under it."""
    return LigneDite(
        libelle=ligne.libelle,
        base="" if ligne.base is None else ecrire_euros(ligne.base),
        taux="" if ligne.taux is None else dire_taux(ligne.taux),
        points="" if ligne.points is None else dire_nombre(ligne.points),
        montant=ligne.montant,
        formule=formule(ligne),
        raisons=raisons(ligne),
        references=ligne.references,
        a_confirmer=_mention(ligne),
        revenu_de=revenu_de,
    )


def _mention(ligne: Ligne) -> str:
    """What is not certain of the line: its points alone, or its amount."""
    douteux = {reference.libelle for reference in ligne.a_confirmer}
    if not douteux:
        return ""
    return "points à confirmer" if douteux == {PRIX_DU_POINT} else "à confirmer"


def _comparer(avant: Simulation, apres: Simulation) -> tuple[LigneComparee, ...]:
    """Lines in the order of the first, then those of the second alone; years aside, a régularisation is itself."""
    gauche, droite = ({ligne.regime: ligne for ligne in s.lignes} for s in (avant, apres))
    return tuple(
        LigneComparee(
            _libelle_commun(gauche.get(regime) or droite[regime]),
            gauche[regime].montant if regime in gauche else None,
            droite[regime].montant if regime in droite else None,
        )
        for regime in dict.fromkeys([*gauche, *droite])
    )


def _libelle_commun(ligne: Ligne) -> str:
    return ligne.libelle.replace(f"Régularisation {ligne.annee}", "Régularisation")
