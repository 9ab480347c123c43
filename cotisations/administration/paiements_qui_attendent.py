"""Payments that wait for somebody: the cards of the agents' first page."""

from django.db.models import QuerySet
from django.utils import timezone

from accounts.administration.cartes import Attente
from cotisations.models import Paiement
from cotisations.paiements import decisions
from cotisations.paiements.etats import EtatPaiement


def _oublies() -> QuerySet[Paiement]:
    """Nobody else can free their members."""
    patience = timezone.now() - decisions.PATIENCE
    return Paiement.objects.filter(etat=EtatPaiement.EN_ATTENTE, etat_le__lte=patience)


paiements_a_examiner = Attente(
    titre="Paiements par carte à examiner",
    phrase="La banque annonce un autre montant que celui qui était attendu.",
    liste=Paiement,
    filtre=f"?etat__exact={EtatPaiement.A_EXAMINER}",
    lignes=lambda: Paiement.objects.filter(etat=EtatPaiement.A_EXAMINER),
    depuis="etat_le",
    ton="danger",
)

paiements_en_attente = Attente(
    titre="Paiements sans réponse de la banque",
    phrase="Elle les examine depuis plus de deux jours : voyez son espace commerçant, puis dites ce qu’il en est.",
    liste=Paiement,
    filtre=f"?etat__exact={EtatPaiement.EN_ATTENTE}",
    lignes=_oublies,
    depuis="etat_le",
)

nouvelles_a_voir = Attente(
    titre="Nouvelles de la banque à voir",
    phrase="Elle annonce ce que rien n’attendait : second encaissement, remboursement en trop.",
    liste=Paiement,
    filtre="?contradiction=oui",
    lignes=Paiement.objects.a_voir,
    depuis="a_voir_depuis",
)
