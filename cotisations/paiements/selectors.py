"""Payments as their page and the history show them."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.paginator import Page, Paginator
from django.utils import timezone

from accounts.models import Dossier
from cotisations.models import Ecriture, Imputation, Paiement
from cotisations.paiements.a_payer import MAJORATION, PLUS_ANCIENNE, LignePayee, nom_de_l_echeance
from cotisations.paiements.decisions import derniere_a_examiner
from cotisations.paiements.dire import PHRASES, RECOMMENCER, TITRES
from cotisations.paiements.effet import credit_de, remboursements_en_route, rendu_de
from cotisations.paiements.etats import ABANDONNABLES, AVEC_RECU, CREDITES, EN_COURS, EtatEvenement, EtatPaiement

PAR_PAGE = 20
REESSAYER = timedelta(minutes=10)  # Stripe wants 30 minutes or more before the end of its page

# Over, and nothing to worry about: neither paid nor late.
_FINIS = frozenset({EtatPaiement.ABANDONNE, EtatPaiement.EXPIRE, EtatPaiement.CLASSE, EtatPaiement.REMBOURSE})


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
    annonce: int  # what the bank says that it took, while an agent looks at it

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
        return self.etat in AVEC_RECU

    @property
    def ton(self) -> str:
        return ton_de(self.etat)


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
        annonce=examinee.centimes if (examinee := derniere_a_examiner(paiement)) else 0,
    )


def _lignes_payees(credit: Ecriture) -> tuple[LignePayee, ...]:
    imputations = Imputation.objects.en_vigueur().filter(credit=credit).order_by("pk")
    lues = imputations.values_list("echeance__date_exigibilite", "debit", "centimes")
    return tuple(
        LignePayee(nom_de_l_echeance(le) if le else (MAJORATION if debit else PLUS_ANCIENNE), centimes)
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
    """Payments by card, the latest first, of what was paid, or asked. Three queries."""
    lue = Paginator(Paiement.objects.du_dossier(dossier).recents_dabord(), PAR_PAGE).get_page(page)
    cles = [f"paiement:{paiement.public_id}:credit" for paiement in lue]
    credites = dict(Ecriture.objects.filter(cle__in=cles).values_list("cle", "montant_centimes"))
    lignes = [
        LigneHistorique(
            paiement.public_id,
            paiement.numero,
            paiement.cree_le,
            credites.get(f"paiement:{paiement.public_id}:credit", paiement.montant_centimes),
            EtatPaiement(paiement.etat),
            ton_de(EtatPaiement(paiement.etat)),
        )
        for paiement in lue
    ]
    return lue, lignes


def ton_de(etat: EtatPaiement) -> str:
    """Of the status tag."""
    if etat in {*EN_COURS, EtatPaiement.A_EXAMINER, EtatPaiement.LITIGE}:
        return "partielle"
    if etat in CREDITES:
        return "payee"
    return "" if etat in _FINIS else "en_retard"
