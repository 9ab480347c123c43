"""What documents read of the ledger of pensions."""

from dataclasses import dataclass
from datetime import date

from accounts.enums import TypeDossier
from accounts.models import Dossier
from retraite.enums import Prestation, Regime
from retraite.models import PensionVersee

TOUS = frozenset({TypeDossier.AFFILIE, TypeDossier.AYANT_DROIT})


@dataclass(frozen=True)
class Versement:
    """One payment. Amounts in cents; `retenues`: all that was kept."""

    le: date
    prestation: Prestation
    regime: Regime
    brut: int
    csg_deductible: int
    impot: int
    net: int

    @property
    def retenues(self) -> int:
        return self.brut - self.net

    @property
    def imposable(self) -> int:
        """What is declared: the gross amount less the deductible part of the CSG (CGI art. 154 quinquies)."""
        return self.brut - self.csg_deductible


def annees_de_versement(dossier: Dossier) -> list[int]:
    """Civil years with at least one payment, latest first. One query."""
    versees = PensionVersee.objects.du_dossier(dossier).order_by()
    return [jour.year for jour in versees.dates("date_versement", "year", order="DESC")]


def versements(dossier: Dossier, debut: date, fin: date) -> list[Versement]:
    """Those of these days, both included, oldest first. One query."""
    lues = PensionVersee.objects.du_dossier(dossier).entre(debut, fin).chronologiques()
    champs = ("date_versement", "prestation", "regime", "brut_centimes", "csg_deductible_centimes", "impot_centimes")
    return [
        Versement(le, Prestation(prestation), Regime(regime), *montants)
        for le, prestation, regime, *montants in lues.values_list(*champs, "net_centimes")
    ]
