"""Reads shaped for the pages of payments."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import accumulate

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.utils import timezone

from accounts.models import Dossier
from carpimko_portal.lib.dates import ecrire_date
from cotisations.echeancier import repartir
from cotisations.enums import EtatEcheance
from cotisations.imputation import imputer
from cotisations.models import Echeance, Ecriture, Imputation, Paiement
from cotisations.paiements.designation import HORS, dettes_designees
from cotisations.paiements.dire import PHRASES, RECOMMENCER, TITRES
from cotisations.paiements.effet import credit_de, remboursements_en_route, rendu_de
from cotisations.paiements.etats import ABANDONNABLES, CREDITES, EN_COURS, EtatEvenement, EtatPaiement
from cotisations.paiements.passerelle import CarteIndisponible, passerelle_active
from cotisations.paiements.verrous import Verrou, verrous_du
from cotisations.restes import Dette, comptes, tranches

PAR_PAGE = 20
PLUS_ANCIENNE = "Somme plus ancienne"
REESSAYER = timedelta(minutes=10)  # Stripe wants 30 minutes or more before the end of its page
MAJORATION = "Majoration de retard"
# Over, and nothing to worry about: neither paid nor late.
_FINIS = frozenset({EtatPaiement.ABANDONNE, EtatPaiement.EXPIRE, EtatPaiement.CLASSE, EtatPaiement.REMBOURSE})


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


@dataclass(frozen=True)
class PaiementVu:
    """A payment as its page and the history show it."""

    paiement: Paiement
    etat: EtatPaiement
    carte_refusee: bool
    montant: int
    lignes: tuple[LignePayee, ...]
    trop_verse: int
    rendu: int
    remboursement_demande: int

    @property
    def est_en_cours(self) -> bool:
        return self.etat in EN_COURS

    @property
    def attend_la_banque(self) -> bool:
        """Whether the bank is at work on it: nothing but waiting."""
        return self.etat == EtatPaiement.EN_ATTENTE

    @property
    def est_a_payer(self) -> bool:
        """Whether the member may go to the bank for it."""
        return self.etat in ABANDONNABLES and not self.temps_passe

    @property
    def temps_passe(self) -> bool:
        """Whether the bank's page is closed, before the job has said so."""
        return self.etat in ABANDONNABLES and self.paiement.expire_le <= timezone.now()

    @property
    def peut_reessayer(self) -> bool:
        """Whether a bank that did not answer may be asked for the same payment: not when little time is left to pay."""
        return self.etat == EtatPaiement.ERREUR and self.paiement.cree_le + REESSAYER > timezone.now()

    @property
    def titre(self) -> str:
        return TITRES[self.etat]

    @property
    def phrase(self) -> str:
        return PHRASES[self.etat]

    @property
    def peut_recommencer(self) -> bool:
        return self.etat in RECOMMENCER

    @property
    def a_un_recu(self) -> bool:
        return self.etat in CREDITES

    @property
    def ton(self) -> str:
        return ton_de(self.etat)


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
        DetteAPayer(str(public), _nom(suivi.tranche.exigible_le), suivi.reste, suivi.etat, verrous.get(public))
        for public, suivi in zip(publics, repartition.suivis, strict=True)
        if suivi.reste
    ]


def _nom(le: date) -> str:
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
        return _nom(dates[dette.echeance])
    return MAJORATION if dette.debit else PLUS_ANCIENNE


def paiement_du_dossier(dossier: Dossier, public_id: uuid.UUID) -> Paiement | None:
    """A payment of this dossier; another's is as unknown as one that never was."""
    return Paiement.objects.du_dossier(dossier).filter(public_id=public_id).select_related("dossier").first()


def voir(paiement: Paiement) -> PaiementVu:
    """What became of a payment, and of its money."""
    credit = credit_de(paiement)
    lignes = _lignes_payees(credit) if credit else ()
    rendu = rendu_de(credit) if credit else 0
    derniere = paiement.notifications.order_by("-pk").values_list("etat", flat=True).first()
    return PaiementVu(
        paiement=paiement,
        etat=EtatPaiement(paiement.etat),
        carte_refusee=derniere == EtatEvenement.TENTATIVE_REFUSEE,
        montant=credit.montant_centimes if credit else paiement.montant_centimes,
        lignes=lignes,
        trop_verse=credit.montant_centimes - rendu - sum(ligne.centimes for ligne in lignes) if credit else 0,
        rendu=rendu,
        remboursement_demande=sum(demande.centimes for demande in remboursements_en_route(paiement)) if credit else 0,
    )


def _lignes_payees(credit: Ecriture) -> tuple[LignePayee, ...]:
    imputations = Imputation.objects.en_vigueur().filter(credit=credit).order_by("pk")
    lues = imputations.values_list("echeance__date_exigibilite", "debit", "centimes")
    return tuple(
        LignePayee(_nom(le) if le else (MAJORATION if debit else PLUS_ANCIENNE), centimes)
        for le, debit, centimes in lues
    )


@dataclass(frozen=True)
class LigneHistorique:
    """A payment in the list."""

    public_id: uuid.UUID
    numero: str
    cree_le: datetime
    montant: int
    etat: EtatPaiement
    ton: str


def historique(dossier: Dossier, *, page: str | None) -> "tuple[Page[Paiement], list[LigneHistorique]]":
    """Payments by card, the latest first. Two queries."""
    lue = Paginator(Paiement.objects.du_dossier(dossier).recents_dabord(), PAR_PAGE).get_page(page)
    lignes = [
        LigneHistorique(
            paiement.public_id,
            paiement.numero,
            paiement.cree_le,
            paiement.montant_centimes,
            EtatPaiement(paiement.etat),
            ton_de(EtatPaiement(paiement.etat)),
        )
        for paiement in lue
    ]
    return lue, lignes


def ton_de(etat: EtatPaiement) -> str:
    """Of the status tag."""
    if etat in CREDITES:
        return "payee"
    if etat in _FINIS:
        return ""
    return "partielle" if etat in {*EN_COURS, EtatPaiement.A_EXAMINER} else "en_retard"
