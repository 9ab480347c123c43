"""What a member can pay today, line by line, and what a payment would settle."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate

from django.conf import settings
from django.utils import timezone

from accounts.models import Dossier
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.enums import EtatEcheance
from cotisations.imputation import imputer
from cotisations.models import Echeance, Paiement
from cotisations.paiements.designation import HORS, dettes_designees
from cotisations.paiements.etats import EtatPaiement
from cotisations.paiements.montants import EN_VERIFICATION
from cotisations.paiements.passerelle import CarteIndisponible, passerelle_active
from cotisations.paiements.retenues import retenue_du
from cotisations.paiements.verrous import Verrou, verrous_du
from cotisations.restes import Dette, comptes, repartition_du

PLUS_ANCIENNE = "Somme plus ancienne"
MAJORATION = "Majoration de retard"


@dataclass(frozen=True)
class DetteAPayer:
    """One line that a member can tick. Cents; `cle` is what the form sends; `retenu`: what a payment that an agent is
    looking at may pay of it already."""

    cle: str
    libelle: str
    reste: int
    etat: EtatEcheance
    verrou: Verrou | None = None
    retenu: int = 0

    @property
    def a_payer(self) -> int:
        return self.reste - self.retenu

    @property
    def est_payable(self) -> bool:
        return self.a_payer > 0 and not self.est_prelevee

    @property
    def est_prelevee(self) -> bool:
        """Whether a debit is taking it: firmly."""
        return self.verrou is not None and self.verrou.est_ferme

    @property
    def phrase(self) -> str:
        """What else pays it, if anything does."""
        return " ".join(filter(None, [self.verrou.phrase if self.verrou else "", self._verification]))

    @property
    def _verification(self) -> str:
        if not self.retenu:
            return ""
        if self.retenu == self.reste:
            return EN_VERIFICATION
        return (
            f"Sur {ecrire_montant(self.reste)}, un paiement que nous vérifions règle peut-être déjà "
            f"{ecrire_montant(self.retenu)} : seul le reste est à payer."
        )


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
    examines: tuple[Paiement, ...]
    carte: bool

    @cached_property
    def total(self) -> int:
        return sum(dette.reste for dette in self.dettes)

    @cached_property
    def payables(self) -> tuple[DetteAPayer, ...]:
        return tuple(dette for dette in self.dettes if dette.est_payable)

    @cached_property
    def verrouillees(self) -> tuple[DetteAPayer, ...]:
        """Those that money on its way will pay, or that an agent is looking at."""
        return tuple(dette for dette in self.dettes if not dette.est_payable)

    @cached_property
    def payable(self) -> int:
        """What a card may pay."""
        return sum(dette.a_payer for dette in self.payables)

    @cached_property
    def prelevees(self) -> tuple[DetteAPayer, ...]:
        """Those that a debit is taking."""
        return tuple(dette for dette in self.dettes if dette.est_prelevee)

    @cached_property
    def en_verification(self) -> int:
        """What an agent is looking at may pay of it already, in cents."""
        return sum(dette.retenu for dette in self.dettes)

    @property
    def ouverte(self) -> bool:
        """Whether a payment by card can begin now."""
        return bool(self.payables) and self.carte and self.en_cours is None

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
        sommes = accumulate(dette.a_payer for dette in en_retard)
        return [dette.cle for dette, somme in zip(en_retard, sommes, strict=True) if somme <= self.maximum]


def a_payer(dossier: Dossier) -> APayer:
    """Everything that is owed, line by line, and the payment that is on its way."""
    en_cours = Paiement.objects.du_dossier(dossier).en_cours().first()
    verrous = verrous_du(dossier)
    retenue = retenue_du(dossier, sauf=[public for public, verrou in verrous.items() if verrou.est_ferme])
    return APayer(tuple(_dettes(dossier, verrous, retenue.par_cle)), en_cours, retenue.examines, carte_possible())


def carte_possible() -> bool:
    """Whether the fund takes cards."""
    try:
        passerelle_active()
    except CarteIndisponible:
        return False
    return True


def _dettes(dossier: Dossier, verrous: Mapping[uuid.UUID, Verrou], retenus: Mapping[str, int]) -> Iterator[DetteAPayer]:
    repartition = repartition_du(dossier, le=timezone.localdate())
    if hors := repartition.hors_echeancier:
        yield DetteAPayer(HORS, PLUS_ANCIENNE, hors, EtatEcheance.EN_RETARD, retenu=retenus.get(HORS, 0))
    publics = Echeance.objects.du_dossier(dossier).chronologiques().values_list("public_id", flat=True)
    for public, suivi in zip(publics, repartition.suivis, strict=True):
        if suivi.reste:
            libelle, retenu = nom_de_l_echeance(suivi.tranche.exigible_le), retenus.get(str(public), 0)
            yield DetteAPayer(str(public), libelle, suivi.reste, suivi.etat, verrous.get(public), retenu)


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
