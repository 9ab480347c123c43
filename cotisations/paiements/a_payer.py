"""What a member can pay today, line by line, and what a payment would settle."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate

from django.conf import settings
from django.utils import timezone

from accounts.models import Dossier
from carpimko_portal.lib.dates import ecrire_date
from cotisations.echeancier import repartir
from cotisations.enums import EtatEcheance
from cotisations.imputation import imputer
from cotisations.models import Echeance, Ecriture, Paiement
from cotisations.paiements.designation import HORS, dettes_designees
from cotisations.paiements.etats import EtatPaiement
from cotisations.paiements.passerelle import CarteIndisponible, passerelle_active
from cotisations.paiements.verrous import Verrou, verrous_du
from cotisations.restes import Dette, comptes, tranches

PLUS_ANCIENNE = "Somme plus ancienne"
MAJORATION = "Majoration de retard"


@dataclass(frozen=True)
class DetteAPayer:
    """One line that a member can tick. `reste` in cents; `cle` is what the form sends."""

    cle: str
    libelle: str
    reste: int
    etat: EtatEcheance
    verrou: Verrou | None = None

    @property
    def est_payable(self) -> bool:
        return self.verrou is None or not self.verrou.est_ferme


@dataclass(frozen=True)
class LignePayee:
    """Where some cents of a payment go."""

    libelle: str
    centimes: int


@dataclass(frozen=True)
class APayer:
    """What can be paid today, and how. Amounts in cents."""

    dettes: tuple[DetteAPayer, ...]
    en_cours: Paiement | None
    a_examiner: bool
    carte: bool

    @cached_property
    def total(self) -> int:
        return sum(dette.reste for dette in self.dettes)

    @cached_property
    def payables(self) -> tuple[DetteAPayer, ...]:
        return tuple(dette for dette in self.dettes if dette.est_payable)

    @cached_property
    def verrouillees(self) -> tuple[DetteAPayer, ...]:
        """Those that money is already on its way to pay."""
        return tuple(dette for dette in self.dettes if not dette.est_payable)

    @cached_property
    def payable(self) -> int:
        """What a card may pay."""
        return sum(dette.reste for dette in self.payables)

    @property
    def ouverte(self) -> bool:
        """Whether a payment by card can begin now."""
        return bool(self.payables) and self.carte and self.en_cours is None and not self.a_examiner

    @property
    def attend_la_banque(self) -> bool:
        """Whether the payment on its way can neither be finished nor given up: the bank is at work on it."""
        return self.en_cours is not None and self.en_cours.etat == EtatPaiement.EN_ATTENTE

    @property
    def minimum(self) -> int:
        return min(int(settings.CARTE_MINIMUM_CENTIMES), self.payable)

    @property
    def maximum(self) -> int:
        return min(int(settings.CARTE_MAXIMUM_CENTIMES), self.payable)

    @cached_property
    def proposees(self) -> list[str]:
        """What is ticked at first: what is late, as far as a card can pay it, or else the next échéance; nothing that
        a debit will pay."""
        libres = [dette for dette in self.payables if dette.verrou is None]
        en_retard = [dette for dette in libres if dette.etat == EtatEcheance.EN_RETARD] or libres[:1]
        sommes = accumulate(dette.reste for dette in en_retard)
        return [dette.cle for dette, somme in zip(en_retard, sommes, strict=True) if somme <= self.maximum]


def a_payer(dossier: Dossier) -> APayer:
    """Everything that is owed, line by line, and the payment that is on its way."""
    en_cours = Paiement.objects.du_dossier(dossier).en_cours().first()
    attente = Paiement.objects.du_dossier(dossier).filter(etat=EtatPaiement.A_EXAMINER).exists()
    return APayer(tuple(_dettes(dossier, timezone.localdate())), en_cours, attente, carte_possible())


def carte_possible() -> bool:
    """Whether the fund takes cards."""
    try:
        passerelle_active()
    except CarteIndisponible:
        return False
    return True


def _dettes(dossier: Dossier, le: date) -> list[DetteAPayer]:
    solde = Ecriture.objects.du_dossier(dossier).solde_centimes()
    repartition = repartir(tranches(dossier), solde, le=le)
    publics = Echeance.objects.du_dossier(dossier).chronologiques().values_list("public_id", flat=True)
    verrous = verrous_du(dossier)
    hors = repartition.hors_echeancier
    premieres = [DetteAPayer(HORS, PLUS_ANCIENNE, hors, EtatEcheance.EN_RETARD)] if hors else []
    return premieres + [
        DetteAPayer(
            str(public), nom_de_l_echeance(suivi.tranche.exigible_le), suivi.reste, suivi.etat, verrous.get(public)
        )
        for public, suivi in zip(publics, repartition.suivis, strict=True)
        if suivi.reste
    ]


def nom_de_l_echeance(le: date) -> str:
    """As every page of payments calls it."""
    return f"Échéance du {ecrire_date(le)}"


def apercu(dossier: Dossier, centimes: int, designees: Collection[str]) -> tuple[LignePayee, ...]:
    """What a payment made today would pay: the very policy that will be applied."""
    le = timezone.localdate()
    cibles = comptes([dossier.pk])[dossier.pk].cibles(le)
    partage = imputer(centimes, cibles, le=le, designees=dettes_designees(dossier, designees))
    dates = dict(Echeance.objects.du_dossier(dossier).values_list("pk", "date_exigibilite"))
    return tuple(LignePayee(_libelle(part.cle, dates), part.centimes) for part in partage.parts)


def _libelle(dette: Dette, dates: dict[int, date]) -> str:
    if dette.echeance:
        return nom_de_l_echeance(dates[dette.echeance])
    return MAJORATION if dette.debit else PLUS_ANCIENNE
