"""Régime complémentaire: a forfait and 3 % up to 2025, one bounded rate from 2026 (décret 2025-1076)."""

from decimal import Decimal
from functools import cache

from carpimko_portal.lib.montants import ecrire_euros
from cotisations.calcul.affiliation import TRIMESTRES
from cotisations.calcul.arrondis import ligne_d_appel, points_complementaires
from cotisations.calcul.dire import dire_nombre, dire_taux
from cotisations.calcul.figures import Bareme, Chiffre, ForfaitEtTaux, TauxBorne
from cotisations.calcul.lignes import Ligne, Origine, Reference, Regime, reference

LIBELLE = "Régime complémentaire"
PRIX_DU_POINT = "Prix d’un point"
_ZERO = Decimal(0)


def ligne_complementaire(bareme: Bareme, revenu: Decimal | None, trimestres: int) -> Ligne:
    """The line of a call on `revenu`, the one of the year before, never annualised; None: not known yet."""
    if isinstance(bareme.complementaire, TauxBorne):
        return _taux_borne(bareme, bareme.complementaire, revenu, trimestres)
    return _forfait_et_taux(bareme, bareme.complementaire, revenu, trimestres)


def _taux_borne(bareme: Bareme, figures: TauxBorne, revenu: Decimal | None, trimestres: int) -> Ligne:
    """8.70 % of the income brought between 0.5 and 3 PASS: the floor is a base, not an allowance."""
    plancher, plafond = _bornes(bareme, figures, trimestres)
    base = min(max(revenu or _ZERO, plancher), plafond)
    montant = ligne_d_appel(base * figures.taux.valeur)
    return Ligne(
        Regime.COMPLEMENTAIRE,
        LIBELLE,
        bareme.annee,
        montant,
        _references(bareme, trimestres),
        base,
        figures.taux.valeur,
        points_complementaires(Decimal(montant).scaleb(-2) / figures.prix_du_point.valeur),
        revenu,
        _origine(revenu, plancher),
        plancher=plancher,
        plafond=plafond,
        trimestres=trimestres,
    )


def _forfait_et_taux(bareme: Bareme, figures: ForfaitEtTaux, revenu: Decimal | None, trimestres: int) -> Ligne:
    """The forfait earns its points, the proportional part one point each time it reaches the price of one."""
    forfait = figures.forfait.valeur * _part(bareme, trimestres)
    base = max(_ZERO, min(revenu or _ZERO, figures.plafond.valeur) - figures.seuil.valeur)
    proportionnelle = base * figures.taux.valeur
    en_plus = Decimal(ligne_d_appel(proportionnelle)).scaleb(-2) / figures.prix_du_point.valeur
    points = figures.points_forfait.valeur * _part(bareme, trimestres)
    return Ligne(
        Regime.COMPLEMENTAIRE,
        LIBELLE,
        bareme.annee,
        ligne_d_appel(forfait + proportionnelle),
        _references(bareme, trimestres),
        base,
        figures.taux.valeur,
        points_complementaires(points + min(en_plus, figures.points_proportionnels_max.valeur)),
        revenu,
        _origine(revenu, _ZERO),
        plafond=figures.plafond.valeur,
        seuil=figures.seuil.valeur,
        forfait=forfait,
        trimestres=trimestres,
    )


@cache
def _bornes(bareme: Bareme, figures: TauxBorne, trimestres: int) -> tuple[Decimal, Decimal]:
    annuel = bareme.plafond * _part(bareme, trimestres)
    return annuel * figures.plancher_en_pass.valeur, annuel * figures.plafond_en_pass.valeur


@cache
def _references(bareme: Bareme, trimestres: int) -> tuple[Reference, ...]:
    figures = bareme.complementaire
    if isinstance(figures, TauxBorne):
        plancher, plafond = _bornes(bareme, figures, trimestres)
        dites = [
            ("Taux", dire_taux(figures.taux.valeur), figures.taux),
            (_en_pass("Base minimale", figures.plancher_en_pass), ecrire_euros(plancher), figures.plancher_en_pass),
            (_en_pass("Base maximale", figures.plafond_en_pass), ecrire_euros(plafond), figures.plafond_en_pass),
        ]
    else:
        dites = [
            ("Forfait", ecrire_euros(figures.forfait.valeur), figures.forfait),
            ("Taux", dire_taux(figures.taux.valeur), figures.taux),
            ("Seuil", ecrire_euros(figures.seuil.valeur), figures.seuil),
            ("Plafond", ecrire_euros(figures.plafond.valeur), figures.plafond),
        ]
    dites.append((PRIX_DU_POINT, ecrire_euros(figures.prix_du_point.valeur), figures.prix_du_point))
    return tuple(reference(*dite) for dite in dites) + references_du_prorata(bareme, trimestres)


@cache
def references_du_prorata(bareme: Bareme, trimestres: int) -> tuple[Reference, ...]:
    """Nothing for a whole year: no text was found for the others."""
    if trimestres == TRIMESTRES:
        return ()
    return (reference("Part de l’année", f"{trimestres} trimestres sur 4", bareme.usages.prorata_des_forfaits),)


def _part(bareme: Bareme, trimestres: int) -> Decimal:
    """The fraction of the year that forfaits count for."""
    return trimestres * bareme.usages.prorata_des_forfaits.valeur


def _en_pass(libelle: str, chiffre: Chiffre) -> str:
    return f"{libelle}, {dire_nombre(chiffre.valeur)} PASS"


def _origine(revenu: Decimal | None, plancher: Decimal) -> Origine:
    if revenu is None:
        return Origine.DEBUT_ACTIVITE
    return Origine.MINIMUM if revenu < plancher else Origine.REVENU
