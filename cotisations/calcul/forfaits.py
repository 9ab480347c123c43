"""ASV (conventionnés only; CSS L645-1 s., décret 2008-1044) and invalidité-décès."""

from decimal import Decimal
from functools import cache

from carpimko_portal.lib.montants import ecrire_euros
from cotisations.calcul.arrondis import en_centimes, ligne_d_appel
from cotisations.calcul.complementaire import references_du_prorata
from cotisations.calcul.dire import dire_nombre, dire_taux
from cotisations.calcul.figures import Bareme
from cotisations.calcul.lignes import Ligne, Origine, Reference, Regime, reference

_ZERO = Decimal(0)


def lignes_asv(bareme: Bareme, revenu: Decimal | None, trimestres: int) -> list[Ligne]:
    """The member's share, to the euro. `revenu`: what the convention brought in the year that counts."""
    plafond, taux = _plafond(bareme), _taux(bareme)
    base = min(revenu or _ZERO, plafond)
    return [
        _forfait(bareme, trimestres),
        Ligne(
            Regime.ASV_PROPORTIONNELLE,
            "ASV, part proportionnelle",
            bareme.annee,
            ligne_d_appel(base * taux),
            _references(bareme, plafonne=revenu is not None and revenu > plafond),
            base,
            taux,
            None,
            revenu,
            Origine.DEBUT_ACTIVITE if revenu is None else Origine.REVENU,
            plafond=plafond,
        ),
    ]


def part_de_l_assurance_maladie(bareme: Bareme, revenu: Decimal | None, trimestres: int) -> int:
    """What the CPAM pays of the ASV, in cents: never in the member's total."""
    asv = bareme.asv
    forfait = asv.forfait.valeur - asv.part_adherent.valeur
    taux = asv.taux.valeur * (1 - asv.part_adherent_du_taux.valeur)
    part = trimestres * bareme.usages.prorata_des_forfaits.valeur
    return ligne_d_appel(forfait * part) + en_centimes(min(revenu or _ZERO, _plafond(bareme)) * taux)


@cache
def ligne_invalidite_deces(bareme: Bareme, trimestres: int) -> Ligne:
    """One forfait for all."""
    chiffre = bareme.invalidite_deces.forfait
    forfait = chiffre.valeur * trimestres * bareme.usages.prorata_des_forfaits.valeur
    return Ligne(
        Regime.INVALIDITE_DECES,
        "Invalidité-décès",
        bareme.annee,
        ligne_d_appel(forfait),
        (
            reference("Forfait", ecrire_euros(chiffre.valeur), chiffre),
            *references_du_prorata(bareme, trimestres),
        ),
        forfait=forfait,
        trimestres=trimestres,
    )


@cache
def _forfait(bareme: Bareme, trimestres: int) -> Ligne:
    asv = bareme.asv
    forfait = asv.part_adherent.valeur * trimestres * bareme.usages.prorata_des_forfaits.valeur
    return Ligne(
        Regime.ASV_FORFAIT,
        "ASV, part forfaitaire",
        bareme.annee,
        ligne_d_appel(forfait),
        (
            reference("Forfait, part de l’Assurance maladie comprise", ecrire_euros(asv.forfait.valeur), asv.forfait),
            reference("Votre part", ecrire_euros(asv.part_adherent.valeur), asv.part_adherent),
            *references_du_prorata(bareme, trimestres),
        ),
        forfait=forfait,
        trimestres=trimestres,
    )


@cache
def _plafond(bareme: Bareme) -> Decimal:
    return bareme.plafond * bareme.asv.plafond_en_pass.valeur


@cache
def _taux(bareme: Bareme) -> Decimal:
    return bareme.asv.taux.valeur * bareme.asv.part_adherent_du_taux.valeur


@cache
def _references(bareme: Bareme, *, plafonne: bool) -> tuple[Reference, ...]:
    """The ceiling, which sources do not all know, is named when it counts."""
    asv = bareme.asv
    dites = [
        reference("Taux, part de l’Assurance maladie comprise", dire_taux(asv.taux.valeur), asv.taux),
        reference("Votre part du taux", dire_taux(asv.part_adherent_du_taux.valeur), asv.part_adherent_du_taux),
    ]
    if plafonne:
        libelle = f"Plafond, {dire_nombre(asv.plafond_en_pass.valeur)} PASS"
        dites.append(reference(libelle, ecrire_euros(_plafond(bareme)), asv.plafond_en_pass))
    return tuple(dites)
