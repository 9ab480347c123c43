"""Régime de base: two tranches that both start at the first euro (CSS D642-3)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from carpimko_portal.lib.montants import ecrire_euros
from cotisations.calcul.affiliation import TRIMESTRES, trimestres_affilies
from cotisations.calcul.arrondis import a_l_euro, ligne_d_appel, points_de_base
from cotisations.calcul.dire import dire_nombre, dire_taux
from cotisations.calcul.figures import Bareme, Chiffre
from cotisations.calcul.lignes import Ligne, Origine, Reference, Regime, reference

_LIBELLES = {Regime.BASE_T1: "Régime de base, tranche 1", Regime.BASE_T2: "Régime de base, tranche 2"}


class Revenu(NamedTuple):
    """An income that counts for a year, in euros: `compte` once annualised, raised or replaced; `declare` before."""

    compte: Decimal
    declare: Decimal | None
    origine: Origine


@dataclass(frozen=True, slots=True)
class Tranche:
    """A tranche for so many quarters: `plafond` prorated, `plein` for a whole year; `points` earned at `plein`."""

    taux: Decimal
    plafond: Decimal
    plein: Decimal
    points: Decimal
    references: tuple[Reference, ...]

    def base(self, revenu: Decimal) -> Decimal:
        return min(revenu, self.plafond)

    def points_de(self, base: Decimal) -> Decimal:
        """In proportion to a whole year at the ceiling (CSS D643-1)."""
        return points_de_base(self.points * base / self.plein)


@cache
def tranches(bareme: Bareme, trimestres: int, *, provisionnel: bool) -> tuple[Tranche, Tranche]:
    """T1 and T2 of the year."""
    base = bareme.base
    taux_t1 = base.taux_t1_provisionnel if provisionnel else base.taux_t1
    return (
        _tranche(bareme, trimestres, 1, (taux_t1, base.plafond_t1_en_pass, base.points_t1)),
        _tranche(bareme, trimestres, 2, (base.taux_t2, base.plafond_t2_en_pass, base.points_t2)),
    )


@cache
def assiette_minimale(bareme: Bareme) -> Decimal:
    """450 hours of SMIC, to the euro, whatever the number of quarters (CSS D642-4).

    It asks for 90 days of affiliation: one quarter has them.
    """
    return a_l_euro(bareme.base.assiette_minimale_en_smic.valeur * bareme.reperes.smic_horaire.valeur)


def revenu_de_l_appel(bareme: Bareme, assiette: Decimal | None, affiliation: date | None, trimestres: int) -> Revenu:
    """What the call of the year counts for an income `assiette` of the year before (CSS L131-6-2, D131-1).

    Forfait of 19 % of the PASS, by quarters, in the first civil year, and in the second while nothing is declared;
    an income earned on a part of the year before is annualised.
    """
    ecart = TRIMESTRES if affiliation is None else bareme.annee - affiliation.year
    if ecart == 0 or assiette is None:
        return Revenu(forfait_de_debut(bareme, trimestres), None, Origine.DEBUT_ACTIVITE)
    if ecart == 1 and (avant := trimestres_affilies(bareme.annee - 1, affiliation)) < TRIMESTRES:
        return _au_minimum(bareme, a_l_euro(assiette * TRIMESTRES / avant), assiette, Origine.ANNUALISE)
    return _au_minimum(bareme, assiette, assiette, Origine.REVENU)


def forfait_de_debut(bareme: Bareme, trimestres: int) -> Decimal:
    """19 % of the PASS, by quarters of affiliation, to the euro (CSS D131-1)."""
    return a_l_euro(bareme.plafond * bareme.debut.assiette_en_pass.valeur * trimestres / TRIMESTRES)


def revenu_definitif(bareme: Bareme, assiette: Decimal) -> Revenu:
    """What counts in the end for a year whose income is known."""
    return _au_minimum(bareme, assiette, assiette, Origine.REVENU)


def revenu_estime(bareme: Bareme, assiette: Decimal) -> Revenu:
    """What the call counts for the income its owner estimates for the year itself (CSS L131-6-2)."""
    return _au_minimum(bareme, assiette, assiette, Origine.ESTIMATION)


def lignes_de_base(bareme: Bareme, revenu: Revenu, trimestres: int, *, provisionnel: bool) -> list[Ligne]:
    """The two lines of a call, to the euro."""
    t1, t2 = tranches(bareme, trimestres, provisionnel=provisionnel)
    return [
        _ligne(Regime.BASE_T1, bareme, t1, revenu, trimestres),
        _ligne(Regime.BASE_T2, bareme, t2, revenu, trimestres),
    ]


def trimestres_valides(bareme: Bareme, revenu: Decimal) -> int:
    """One for each 150 hours of SMIC of income, at most 4 a civil year (CSS D643-3)."""
    un = bareme.base.trimestre_en_smic.valeur * bareme.reperes.smic_horaire.valeur
    return int(min(revenu // un, bareme.base.trimestres_par_an.valeur))


@cache
def references_du_revenu(bareme: Bareme, origine: Origine) -> tuple[Reference, ...]:
    """The figures behind an income that is not the declared one."""
    if origine is Origine.DEBUT_ACTIVITE:
        chiffre = bareme.debut.assiette_en_pass
        return (reference("Base forfaitaire de début d’activité", f"{dire_taux(chiffre.valeur)} du PASS", chiffre),)
    if origine is Origine.MINIMUM:
        return (
            reference(
                "Assiette minimale", ecrire_euros(assiette_minimale(bareme)), bareme.base.assiette_minimale_en_smic
            ),
        )
    return ()


def _au_minimum(bareme: Bareme, revenu: Decimal, declare: Decimal, origine: Origine) -> Revenu:
    minimum = assiette_minimale(bareme)
    return Revenu(minimum, declare, Origine.MINIMUM) if revenu < minimum else Revenu(revenu, declare, origine)


def _tranche(bareme: Bareme, trimestres: int, rang: int, chiffres: tuple[Chiffre, Chiffre, Chiffre]) -> Tranche:
    taux, en_pass, points = chiffres
    plein = bareme.plafond * en_pass.valeur
    plafond = plein * trimestres / TRIMESTRES
    pass_dit = f"{dire_nombre(en_pass.valeur)} PASS"
    dit = ecrire_euros(plafond) + ("" if trimestres == TRIMESTRES else f" ({trimestres} trimestres sur 4)")
    return Tranche(
        taux=taux.valeur,
        plafond=plafond,
        plein=plein,
        points=points.valeur,
        references=(
            reference(f"Taux de la tranche {rang}", dire_taux(taux.valeur), taux),
            reference(f"Plafond de la tranche {rang}, {pass_dit}", dit, en_pass),
            reference("Points au plafond", dire_nombre(points.valeur), points),
        ),
    )


def _ligne(regime: Regime, bareme: Bareme, tranche: Tranche, revenu: Revenu, trimestres: int) -> Ligne:
    base = tranche.base(revenu.compte)
    return Ligne(
        regime,
        _LIBELLES[regime],
        bareme.annee,
        ligne_d_appel(base * tranche.taux),
        tranche.references + references_du_revenu(bareme, revenu.origine),
        base,
        tranche.taux,
        tranche.points_de(base),
        revenu.declare,
        revenu.origine,
        plafond=tranche.plafond,
        trimestres=trimestres,
    )
