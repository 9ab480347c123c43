"""Régularisation of the régime de base: what a year cost in the end, less what its call asked (CSS L131-6-2)."""

from datetime import date
from decimal import Decimal
from functools import cache

from cotisations.calcul.affiliation import trimestre_civil, trimestres_affilies
from cotisations.calcul.arrondis import en_centimes, ligne_d_appel
from cotisations.calcul.base import Revenu, Tranche, revenu_de_l_appel, revenu_definitif, tranches
from cotisations.calcul.dire import dire_taux
from cotisations.calcul.figures import Bareme
from cotisations.calcul.lignes import Ligne, Origine, Reference, Regime, reference

_REGIMES = {1: Regime.REGULARISATION_T1, 2: Regime.REGULARISATION_T2}


def lignes_de_regularisation(
    bareme: Bareme,
    *,
    definitive: Decimal,
    appelee: Decimal | None,
    affiliation: date | None,
    radiation: date | None,
    base_appelee: Decimal | None = None,
) -> list[Ligne]:
    """Two lines, to the cent, negative when too much was called. `bareme`: the one of the year regularised.

    `definitive`: the income of that year; `appelee`: the one its call was made on (None for who started that
    year); `base_appelee`: what that call counted, when it is known, estimates and taxations included. The call had
    been rounded to the euro, and that is what is deducted.
    """
    trimestres = trimestres_affilies(bareme.annee, affiliation, radiation)
    revenu = revenu_definitif(bareme, definitive)
    appel = (
        _appel(bareme, appelee, affiliation, trimestres)
        if base_appelee is None
        else Revenu(base_appelee, None, Origine.REVENU)
    )
    dues = tranches(bareme, trimestres, provisionnel=False)
    appelees = tranches(bareme, trimestres, provisionnel=True)
    return [
        _ligne(bareme, rang, paire, revenu=revenu, appel=appel)
        for rang, paire in enumerate(zip(dues, appelees, strict=True), start=1)
    ]


def _appel(bareme: Bareme, assiette: Decimal | None, affiliation: date | None, trimestres: int) -> Revenu | None:
    """The income that the call of that year counted; None when there was no call."""
    if affiliation is not None and affiliation.year == bareme.annee:
        dernier = bareme.usages.dernier_trimestre_appele.valeur
        return (
            None if trimestre_civil(affiliation) > dernier else revenu_de_l_appel(bareme, None, affiliation, trimestres)
        )
    return revenu_de_l_appel(bareme, assiette, affiliation, trimestres)


def _ligne(bareme: Bareme, rang: int, paire: tuple[Tranche, Tranche], *, revenu: Revenu, appel: Revenu | None) -> Ligne:
    due, appelee = paire
    base, avant = due.base(revenu.compte), appelee.base(appel.compte) if appel else Decimal(0)
    deduit = ligne_d_appel(avant * appelee.taux)
    return Ligne(
        _REGIMES[rang],
        f"Régularisation {bareme.annee}, tranche {rang}",
        bareme.annee,
        en_centimes(base * due.taux) - deduit,
        due.references + _references(bareme, rang, sans_appel=appel is None),
        base,
        due.taux,
        due.points_de(base) - appelee.points_de(avant),
        revenu.declare,
        revenu.origine,
        plafond=due.plafond,
        deduit=deduit,
    )


@cache
def _references(bareme: Bareme, rang: int, *, sans_appel: bool) -> tuple[Reference, ...]:
    base = bareme.base
    if sans_appel:
        return (
            reference("Rien n’avait été appelé", "affiliation le 1er octobre", bareme.usages.dernier_trimestre_appele),
        )
    if rang == 1 and base.taux_t1_provisionnel.valeur != base.taux_t1.valeur:
        chiffre = base.taux_t1_provisionnel
        return (reference(f"Taux de l’appel de {bareme.annee}", dire_taux(chiffre.valeur), chiffre),)
    return ()
