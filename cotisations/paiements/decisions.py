"""What agents decide of payments: through `appliquer`, like what the bank says."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.agents.refus import ActeImpossible
from accounts.models import Compte
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.grand_livre import verrouiller
from cotisations.models import NotificationPSP, Paiement
from cotisations.paiements.application import appliquer
from cotisations.paiements.effet import Effet, credit_de, remboursements_en_route, reste_de
from cotisations.paiements.etats import CONTESTABLES, EtatEvenement, EtatPaiement, Origine, TypeEvenement
from cotisations.paiements.evenement import EURO
from cotisations.paiements.interrogation import interroger_paiement
from cotisations.paiements.passerelle import passerelle
from cotisations.paiements.portail import du_portail

PATIENCE = timedelta(days=2)  # left to a bank that is authorising, before an agent says how it ended


class DecisionImpossible(ActeImpossible):
    """There is nothing to decide, or not that; the message says why, in French."""


@transaction.atomic
def decider_paiement(*, paiement: Paiement, accepter: bool, attendu: int, par: Compte) -> Effet:
    """An agent decides on money that is not what was expected: `attendu` cents, as they read it before deciding.

    Raises `DecisionImpossible`.
    """
    verrouiller([paiement.dossier_id])
    recue = derniere_a_examiner(paiement)
    if recue is None:
        raise DecisionImpossible("Ce paiement n’attend pas, ou plus, de décision.")
    if recue.centimes != attendu:
        raise DecisionImpossible(
            f"La banque annonce maintenant {ecrire_montant(recue.centimes)}, et non {ecrire_montant(attendu)} : rien "
            "n’est décidé. Vérifiez ce montant à la banque."
        )
    if accepter and recue.devise != EURO:
        raise DecisionImpossible(
            "La banque annonce une autre monnaie que l’euro : ce montant ne peut pas être crédité."
        )
    if accepter and recue.centimes <= 0:
        raise DecisionImpossible("La banque annonce un montant nul : il n’y a rien à porter au compte.")
    etat = EtatEvenement.PAYE if accepter else EtatEvenement.CLASSE
    decision = du_portail(paiement, etat, id_psp=recue.id_psp, centimes=recue.centimes, cle=f"decision:{recue.pk}")
    return appliquer(decision, origine=Origine.AGENT, par=par)


def trancher_paiement(*, paiement: Paiement, encaisse: bool, par: Compte) -> Effet:
    """An agent says, from the bank's own pages, how a payment ended that the bank left waiting.

    Raises `DecisionImpossible` before `PATIENCE`, or when the bank says it after all.
    """
    interroger_paiement(paiement=paiement, origine=Origine.INTERROGATION)
    return _trancher(paiement, EtatEvenement.PAYE if encaisse else EtatEvenement.CLASSE, par)


@transaction.atomic
def _trancher(paiement: Paiement, etat: EtatEvenement, par: Compte) -> Effet:
    verrouiller([paiement.dossier_id])
    paiement.refresh_from_db()
    if paiement.etat != EtatPaiement.EN_ATTENTE:
        raise DecisionImpossible(f"La banque a répondu : ce paiement est à l’état « {paiement.get_etat_display()} ».")
    if paiement.etat_le + PATIENCE > timezone.now():
        raise DecisionImpossible("La banque peut encore répondre d’elle-même : attendez deux jours.")
    derniere = paiement.notifications.filter(etat=EtatEvenement.EN_ATTENTE).order_by("-pk").first()
    decision = du_portail(paiement, etat, id_psp=derniere.id_psp if derniere else "")
    return appliquer(decision, origine=Origine.AGENT, par=par)


@transaction.atomic
def noter_vue(*, paiement: Paiement, attendue: UUID, par: Compte) -> Effet:
    """An agent looked at what nothing expected: nothing moves, and nobody has to look again before other news.

    `attendue`: the `public_id` of the news that they read. Raises `DecisionImpossible`.
    """
    verrouiller([paiement.dossier_id])
    paiement.refresh_from_db()
    derniere = derniere_a_voir(paiement)
    if derniere is None or paiement.etat == EtatPaiement.EN_ATTENTE:
        raise DecisionImpossible("Rien n’est à voir de ce paiement, ou il attend une autre décision.")
    if derniere.public_id != attendue:
        raise DecisionImpossible("La banque vient d’annoncer autre chose : relisez la page de ce paiement.")
    vue = du_portail(paiement, EtatEvenement.CLASSE, id_psp=derniere.id_psp, cle=f"vue:{derniere.pk}")
    return appliquer(vue, origine=Origine.AGENT, par=par)


@transaction.atomic
def suivre_contestation(
    *, paiement: Paiement, nouvelle: EtatEvenement, par: Compte, attendu: int | None = None
) -> Effet:
    """An agent says what the bank's protocol cannot: a dispute is `OUVERT`, `GAGNE` or `PERDU`.

    It is about all that is left of the payment: `attendu` cents, when the agent read an amount.
    Raises `DecisionImpossible`.
    """
    verrouiller([paiement.dossier_id])
    paiement.refresh_from_db()
    if passerelle(paiement.passerelle).dit_les_litiges:
        raise DecisionImpossible("La banque annonce elle-même les contestations de ce paiement.")
    credit = credit_de(paiement)
    ouvre = nouvelle == EtatEvenement.OUVERT
    if credit is None or (paiement.etat not in CONTESTABLES if ouvre else paiement.etat != EtatPaiement.LITIGE):
        raise DecisionImpossible(f"Ce paiement est à l’état « {paiement.get_etat_display()} ».")
    reste = reste_de(paiement)
    if attendu is not None and attendu != reste:
        raise DecisionImpossible(
            f"Il reste maintenant {ecrire_montant(reste)} de ce paiement, et non {ecrire_montant(attendu)} : rien "
            "n’est retiré du compte."
        )
    rang = paiement.notifications.filter(type=TypeEvenement.LITIGE, etat=EtatEvenement.OUVERT).count() + ouvre
    litige = f"agent-{paiement.public_id}-{rang}"
    decision = du_portail(
        paiement, nouvelle, id_psp=litige, centimes=reste,
        cle=f"{litige}:{nouvelle}", sujet=TypeEvenement.LITIGE,
    )  # fmt: skip
    return appliquer(decision, origine=Origine.AGENT, par=par)


def rembourser_paiement(*, paiement: Paiement, attendu: int, par: Compte) -> Effet:
    """Asks the bank to give back all that is left of a payment, `attendu` cents: at once, or when it says so later.

    The key changes when a refund fails, and only then: asked twice it is the same refund, at the bank too.
    Raises `DecisionImpossible`, `NonPrisEnCharge`, `PasserelleInjoignable`.
    """
    reste = reste_de(paiement)
    if reste <= 0:
        raise DecisionImpossible("Il ne reste rien à rembourser de ce paiement.")
    if reste != attendu:
        raise DecisionImpossible(
            f"Il reste maintenant {ecrire_montant(reste)} de ce paiement, et non {ecrire_montant(attendu)} : rien "
            "n’est demandé à la banque."
        )
    if remboursements_en_route(paiement):
        raise DecisionImpossible("Un remboursement est déjà demandé à la banque : il reste à attendre sa réponse.")
    echecs = paiement.notifications.filter(type=TypeEvenement.REMBOURSEMENT, etat=EtatEvenement.ECHOUE).count()
    cle = f"{paiement.public_id}:{reste}:{echecs}"
    evenement = passerelle(paiement.passerelle).rembourser(paiement, reste, cle)
    return appliquer(evenement, origine=Origine.AGENT, par=par)


def derniere_a_voir(paiement: Paiement) -> NotificationPSP | None:
    """The latest news that nothing expected, when no agent decided since."""
    if paiement.etat == EtatPaiement.A_EXAMINER:
        return None
    return NotificationPSP.objects.a_voir().filter(paiement=paiement).order_by("-pk").first()


def derniere_a_examiner(paiement: Paiement) -> NotificationPSP | None:
    """The news that an agent has to decide on, of a payment that waits for it."""
    if paiement.etat != EtatPaiement.A_EXAMINER:
        return None
    return paiement.notifications.filter(apres=EtatPaiement.A_EXAMINER, etat=EtatEvenement.PAYE).order_by("-pk").first()
