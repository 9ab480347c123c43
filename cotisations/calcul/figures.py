"""What a scale holds: every figure with its source and how sure we are of it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Confiance(StrEnum):
    """A: official text or page of the caisse. B: two independent sources agree. C: one source, or a deduction."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class Chiffre:
    """One figure: euros, a fraction (rates), a count, or a multiple of another figure (`…_en_pass`)."""

    valeur: Decimal
    source: str
    confiance: Confiance
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reperes:
    """Yearly references: plafond de la sécurité sociale (PASS) and SMIC an hour, on 1 January."""

    plafond_securite_sociale: Chiffre
    smic_horaire: Chiffre


@dataclass(frozen=True, slots=True)
class Base:
    """Régime de base: CSS D642-3, D642-4, D643-1, D643-3."""

    taux_t1: Chiffre
    taux_t1_provisionnel: Chiffre
    taux_t2: Chiffre
    plafond_t1_en_pass: Chiffre
    plafond_t2_en_pass: Chiffre
    assiette_minimale_en_smic: Chiffre
    points_t1: Chiffre
    points_t2: Chiffre
    trimestre_en_smic: Chiffre
    trimestres_par_an: Chiffre


@dataclass(frozen=True, slots=True)
class Debut:
    """Début d’activité: CSS L131-6-2, D131-1."""

    assiette_en_pass: Chiffre
    annees: Chiffre


@dataclass(frozen=True, slots=True)
class ForfaitEtTaux:
    """Complémentaire up to 2025: a forfait, and a rate on the income between two bounds in euros."""

    forfait: Chiffre
    seuil: Chiffre
    plafond: Chiffre
    taux: Chiffre
    points_forfait: Chiffre
    points_proportionnels_max: Chiffre
    prix_du_point: Chiffre


@dataclass(frozen=True, slots=True)
class TauxBorne:
    """Complémentaire from 2026: one rate on the income brought between two bounds (décret 2025-1076)."""

    taux: Chiffre
    plancher_en_pass: Chiffre
    plafond_en_pass: Chiffre
    prix_du_point: Chiffre


@dataclass(frozen=True, slots=True)
class Asv:
    """Avantage social vieillesse: CSS L645-1 s., décret 2008-1044. `recul_du_revenu`: years behind the call."""

    forfait: Chiffre
    part_adherent: Chiffre
    taux: Chiffre
    part_adherent_du_taux: Chiffre
    plafond_en_pass: Chiffre
    recul_du_revenu: Chiffre


@dataclass(frozen=True, slots=True)
class InvaliditeDeces:
    """Régime invalidité-décès: one forfait."""

    forfait: Chiffre


@dataclass(frozen=True, slots=True)
class Abattement:
    """From gross income to assiette sociale, since 2025: CSS L131-6, L136-3, D136-5."""

    taux: Chiffre
    plancher_en_pass: Chiffre
    plafond_en_pass: Chiffre


@dataclass(frozen=True, slots=True)
class Majorations:
    """Late payment: CSS R243-16."""

    taux_initial: Chiffre
    taux_mensuel: Chiffre


@dataclass(frozen=True, slots=True)
class Usages:
    """What no text says, and the caisse seems to do."""

    prorata_des_forfaits: Chiffre
    dernier_trimestre_appele: Chiffre


@dataclass(frozen=True, eq=False, slots=True)
class Bareme:
    """The scale of one year. Two scales are the same when they are the same object: the loader keeps one a year."""

    annee: int
    reperes: Reperes
    base: Base
    debut: Debut
    complementaire: ForfaitEtTaux | TauxBorne
    asv: Asv
    invalidite_deces: InvaliditeDeces
    majorations: Majorations
    usages: Usages
    abattement: Abattement | None = None

    @property
    def plafond(self) -> Decimal:
        """The PASS of the year, in euros."""
        return self.reperes.plafond_securite_sociale.valeur
