"""One line of a call or of a régularisation, with all that explains its amount."""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from cotisations.calcul.figures import Chiffre, Confiance


class Regime(StrEnum):
    """What a line is for. The values are those of `manage.py simuler`."""

    BASE_T1 = "base_t1"
    BASE_T2 = "base_t2"
    COMPLEMENTAIRE = "complementaire"
    ASV_FORFAIT = "asv_forfait"
    ASV_PROPORTIONNELLE = "asv_proportionnelle"
    INVALIDITE_DECES = "invalidite_deces"
    REGULARISATION_T1 = "regularisation_t1"
    REGULARISATION_T2 = "regularisation_t2"


class Origine(StrEnum):
    """Where the income of a line comes from."""

    REVENU = "revenu"
    ANNUALISE = "annualise"
    DEBUT_ACTIVITE = "debut_activite"
    MINIMUM = "minimum"
    ESTIMATION = "estimation"
    TAXATION = "taxation"


class Reference(NamedTuple):
    """A figure that a line used, as people read it. Grade C is « à confirmer »."""

    libelle: str
    valeur: str
    source: str
    confiance: Confiance
    note: str = ""

    @property
    def est_a_confirmer(self) -> bool:
        return self.confiance is Confiance.C


class Ligne(NamedTuple):
    """`montant` and `deduit` in cents, everything else in euros or as a fraction.

    `base` is what `taux` applies to, once `revenu` is brought between `plancher` and `plafond`. A forfait has
    neither base nor taux. `deduit`: what the call of the year already asked (régularisations). `trimestres`: how
    many quarters of the year count. `montant` = `forfait` + `base` × `taux` − `deduit`, rounded.
    """

    regime: Regime
    libelle: str
    annee: int
    montant: int
    references: tuple[Reference, ...]
    base: Decimal | None = None
    taux: Decimal | None = None
    points: Decimal | None = None
    revenu: Decimal | None = None
    origine: Origine = Origine.REVENU
    plancher: Decimal | None = None
    plafond: Decimal | None = None
    seuil: Decimal | None = None
    forfait: Decimal | None = None
    deduit: int = 0
    trimestres: int = 4

    @property
    def a_confirmer(self) -> tuple[Reference, ...]:
        """The figures of this line that are not certain."""
        return tuple(reference for reference in self.references if reference.est_a_confirmer)


def reference(libelle: str, valeur: str, chiffre: Chiffre) -> Reference:
    """The reference to `chiffre`, said `valeur`."""
    return Reference(libelle, valeur, chiffre.source, chiffre.confiance, chiffre.note)
