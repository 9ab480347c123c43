"""Starting a payment by card, following it, deciding on it. What the bank says goes through `appliquer`."""

import uuid
from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from accounts.journal import journaliser
from accounts.models import Compte, Dossier
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.enums import Acte
from cotisations.grand_livre import verrouiller
from cotisations.models import Echeance, Ecriture, NotificationPSP, Paiement
from cotisations.paiements.application import appliquer
from cotisations.paiements.effet import Effet, credit_de, remboursements_en_route, rendu_de
from cotisations.paiements.etats import (
    ABANDONNABLES,
    CONTESTABLES,
    EtatEvenement,
    EtatPaiement,
    Mode,
    Origine,
    TypeEvenement,
)
from cotisations.paiements.evenement import EURO, Evenement
from cotisations.paiements.passerelle import (
    PasserelleInjoignable,
    Redirection,
    Urls,
    mode_attendu,
    passerelle,
    passerelle_active,
)
from cotisations.paiements.verrous import verrous_fermes
from cotisations.restes import repartition_du

DUREE = timedelta(minutes=45)  # to pay on the bank's page: Stripe wants more than 30
PATIENCE = timedelta(days=2)  # left to a bank that is authorising, before an agent says how it ended
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # said on the telephone
_ESSAIS = 5  # of a number that someone else has just taken


class MontantRefuse(ValueError):
    """This amount cannot be paid by card; the message says why, in French."""


class PaiementEnCours(ValueError):
    """Another payment may still become money, or is being looked at."""


class DecisionImpossible(ValueError):
    """There is nothing to decide, or not that; the message says why, in French."""


class AbandonImpossible(ValueError):
    """The bank is at work on it: given up here, it could be paid all the same."""


@transaction.atomic
def commencer_paiement(*, dossier: Dossier, centimes: int, echeances: Collection[str] = (), par: Compte) -> Paiement:
    """Records a try to pay, before the bank hears of it. `echeances`: what the member ticked, as
    `designation` names it.

    Raises `MontantRefuse`, `PaiementEnCours`, `CarteIndisponible`.
    """
    banque = passerelle_active()
    verrouiller([dossier.pk])
    _verifier(dossier, centimes, echeances)
    if Paiement.objects.du_dossier(dossier).qui_retiennent().exists():
        raise PaiementEnCours
    maintenant = timezone.now()
    paiement = _numeroter(
        Paiement(
            dossier=dossier,
            passerelle=banque.code,
            mode=mode_attendu(),
            montant_centimes=centimes,
            designees=sorted(echeances),
            etat_le=maintenant,
            cree_le=maintenant,
            cree_par=par,
            expire_le=maintenant + DUREE,
        )
    )
    journaliser(
        acte=Acte.PAIEMENT_COMMENCE, par=par, dossier=dossier, paiement=str(paiement.public_id), centimes=centimes
    )
    return paiement


def presenter_paiement(*, paiement: Paiement, urls: Urls) -> Redirection:
    """Opens the payment at the bank, or again.

    Raises `PasserelleInjoignable`, which the payment remembers; when the bank had not answered, `PaiementEnCours` if
    another was begun since, and `MontantRefuse` if it is not due any more.
    """
    autres = Paiement.objects.du_dossier(paiement.dossier).qui_retiennent()
    if paiement.etat == EtatPaiement.ERREUR and autres.exists():
        raise PaiementEnCours
    try:
        redirection = passerelle(paiement.passerelle).ouvrir(paiement, urls)
    except PasserelleInjoignable:
        appliquer(_du_portail(paiement, EtatEvenement.ERREUR), origine=Origine.PORTAIL)
        raise
    if paiement.etat in {EtatPaiement.CREE, EtatPaiement.ERREUR}:
        _noter_presente(paiement, redirection)
    return redirection


@transaction.atomic
def _noter_presente(paiement: Paiement, redirection: Redirection) -> None:
    """While it was in error nothing waited for it: a batch, or another payment, may have taken what it pays."""
    verrouiller([paiement.dossier_id])
    if paiement.etat == EtatPaiement.ERREUR:
        if Paiement.objects.du_dossier(paiement.dossier).qui_retiennent().exists():
            raise PaiementEnCours
        _verifier(paiement.dossier, paiement.montant_centimes, paiement.designees)
    presente = _du_portail(paiement, EtatEvenement.PRESENTE, id_psp=redirection.id_psp)
    appliquer(presente, origine=Origine.PORTAIL)


def abandonner_paiement(*, paiement: Paiement, par: Compte) -> Effet:
    """The member goes back on it: closed at the bank as far as it can, unless the bank has the money already.

    Raises `AbandonImpossible` while the bank is authorising it.
    """
    interroger_paiement(paiement=paiement, origine=Origine.RETOUR)
    paiement.refresh_from_db()
    if paiement.etat in ABANDONNABLES:
        passerelle(paiement.passerelle).annuler(paiement)
    return _abandonner(paiement, par)


@transaction.atomic
def _abandonner(paiement: Paiement, par: Compte) -> Effet:
    """Looked at again under the lock: the bank may have spoken since."""
    verrouiller([paiement.dossier_id])
    paiement.refresh_from_db()
    if paiement.etat == EtatPaiement.EN_ATTENTE:
        raise AbandonImpossible
    if paiement.etat not in ABANDONNABLES:
        return Effet(EtatPaiement(paiement.etat), deja_vu=True)
    return appliquer(_du_portail(paiement, EtatEvenement.ABANDONNE), origine=Origine.PORTAIL, par=par)


def interroger_paiement(*, paiement: Paiement, origine: Origine) -> Effet | None:
    """Asks the bank, and applies what it says; `None` when it says nothing, or cannot be reached."""
    try:
        evenement = passerelle(paiement.passerelle).interroger(paiement)
    except PasserelleInjoignable:
        return None
    return appliquer(evenement, origine=origine) if evenement else None


def interroger_paiements() -> int:
    """Asks of every payment and refund that is not settled, and closes what is over. How many moved."""
    changes = 0
    for paiement in Paiement.objects.en_cours().select_related("dossier").order_by("cree_le").iterator(chunk_size=500):
        effet = interroger_paiement(paiement=paiement, origine=Origine.INTERROGATION)
        if effet is None and paiement.expire_le <= timezone.now() and paiement.etat != EtatPaiement.EN_ATTENTE:
            effet = appliquer(_du_portail(paiement, _fin(paiement)), origine=Origine.INTERROGATION)
        changes += bool(effet and effet.apres != paiement.etat)
    return changes + sum(map(_suivre_les_remboursements, Paiement.objects.a_rembourser().order_by("pk")))


def _suivre_les_remboursements(paiement: Paiement) -> int:
    """How many refunds on their way the bank says the end of."""
    finis = 0
    for demande in remboursements_en_route(paiement):
        try:
            evenement = passerelle(paiement.passerelle).suivre_remboursement(demande.id_psp)
        except PasserelleInjoignable:
            continue
        if evenement and evenement.etat != EtatEvenement.EN_ATTENTE:
            finis += not appliquer(evenement, origine=Origine.INTERROGATION).deja_vu
    return finis


def decider_paiement(*, paiement: Paiement, accepter: bool, par: Compte) -> Effet:
    """An agent decides on money that is not what was expected. Raises `DecisionImpossible`."""
    recue = derniere_a_examiner(paiement)
    if recue is None:
        raise DecisionImpossible("Ce paiement n’attend pas, ou plus, de décision.")
    if accepter and recue.devise != EURO:
        raise DecisionImpossible(
            "La banque annonce une autre monnaie que l’euro : ce montant ne peut pas être crédité."
        )
    if accepter and recue.centimes <= 0:
        raise DecisionImpossible("La banque annonce un montant nul : il n’y a rien à porter au compte.")
    etat = EtatEvenement.PAYE if accepter else EtatEvenement.CLASSE
    decision = _du_portail(paiement, etat, id_psp=recue.id_psp, centimes=recue.centimes, cle=f"decision:{recue.pk}")
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
    decision = _du_portail(paiement, etat, id_psp=derniere.id_psp if derniere else "")
    return appliquer(decision, origine=Origine.AGENT, par=par)


@transaction.atomic
def suivre_contestation(*, paiement: Paiement, nouvelle: EtatEvenement, par: Compte) -> Effet:
    """An agent says what the bank's protocol cannot: a dispute is `OUVERT`, `GAGNE` or `PERDU`.

    It is about all that is left of the payment. Raises `DecisionImpossible`.
    """
    verrouiller([paiement.dossier_id])
    paiement.refresh_from_db()
    if passerelle(paiement.passerelle).dit_les_litiges:
        raise DecisionImpossible("La banque annonce elle-même les contestations de ce paiement.")
    credit = credit_de(paiement)
    ouvre = nouvelle == EtatEvenement.OUVERT
    if credit is None or (paiement.etat not in CONTESTABLES if ouvre else paiement.etat != EtatPaiement.LITIGE):
        raise DecisionImpossible(f"Ce paiement est à l’état « {paiement.get_etat_display()} ».")
    rang = paiement.notifications.filter(type=TypeEvenement.LITIGE, etat=EtatEvenement.OUVERT).count() + ouvre
    litige = f"agent-{paiement.public_id}-{rang}"
    decision = _du_portail(
        paiement, nouvelle, id_psp=litige, centimes=credit.montant_centimes - rendu_de(credit),
        cle=f"{litige}:{nouvelle}", sujet=TypeEvenement.LITIGE,
    )  # fmt: skip
    return appliquer(decision, origine=Origine.AGENT, par=par)


def rembourser_paiement(*, paiement: Paiement, par: Compte) -> Effet:
    """Asks the bank to give back all that is left of a payment: at once, or when it says so later.

    The key changes when a refund fails, and only then: asked twice it is the same refund, at the bank too.
    Raises `DecisionImpossible`, `NonPrisEnCharge`, `PasserelleInjoignable`.
    """
    credit = credit_de(paiement)
    reste = credit.montant_centimes - rendu_de(credit) if credit else 0
    if reste <= 0:
        raise DecisionImpossible("Il ne reste rien à rembourser de ce paiement.")
    if remboursements_en_route(paiement):
        raise DecisionImpossible("Un remboursement est déjà demandé à la banque : il reste à attendre sa réponse.")
    echecs = paiement.notifications.filter(type=TypeEvenement.REMBOURSEMENT, etat=EtatEvenement.ECHOUE).count()
    cle = f"{paiement.public_id}:{reste}:{echecs}"
    evenement = passerelle(paiement.passerelle).rembourser(paiement, reste, cle)
    return appliquer(evenement, origine=Origine.AGENT, par=par)


def derniere_a_examiner(paiement: Paiement) -> NotificationPSP | None:
    """The news that an agent has to decide on, of a payment that waits for it."""
    if paiement.etat != EtatPaiement.A_EXAMINER:
        return None
    return paiement.notifications.filter(apres=EtatPaiement.A_EXAMINER, etat=EtatEvenement.PAYE).latest("pk")


def _verifier(dossier: Dossier, centimes: int, echeances: Collection[str]) -> None:
    du = -Ecriture.objects.du_dossier(dossier).solde_centimes()
    if du <= 0:
        raise MontantRefuse("Vous ne devez rien : il n’y a rien à payer.")
    _respecter_les_verrous(dossier, centimes, du, echeances)
    if centimes > du:
        raise MontantRefuse(f"Vous devez {ecrire_montant(du)} en tout : le paiement ne peut pas dépasser cette somme.")
    minimum = min(settings.CARTE_MINIMUM_CENTIMES, du)  # the last cents of a debt can be paid too
    if centimes < max(1, minimum):
        raise MontantRefuse(f"Le paiement par carte commence à {ecrire_montant(max(1, minimum))}.")
    if centimes > settings.CARTE_MAXIMUM_CENTIMES:
        raise MontantRefuse(
            f"Le paiement par carte s’arrête à {ecrire_montant(settings.CARTE_MAXIMUM_CENTIMES)}. "
            "Payez en plusieurs fois, ou par virement."
        )


def _respecter_les_verrous(dossier: Dossier, centimes: int, du: int, echeances: Collection[str]) -> None:
    """Nobody pays, by naming it or not, what money on its way will pay."""
    verrous = verrous_fermes(dossier)
    for verrou in verrous.values():
        if str(verrou.echeance) in echeances:
            raise MontantRefuse(verrou.phrase)
    if verrous and centimes > du - (retenu := _retenu(dossier, verrous)):
        raise MontantRefuse(
            f"{ecrire_montant(retenu)} vont être prélevés\u00a0: le paiement ne peut pas dépasser les "
            f"{ecrire_montant(max(0, du - retenu))} qui restent."
        )


def _retenu(dossier: Dossier, verrous: Collection[uuid.UUID]) -> int:
    """What money on its way will pay of what is due, in cents."""
    publics = Echeance.objects.du_dossier(dossier).chronologiques().values_list("public_id", flat=True)
    suivis = repartition_du(dossier, le=timezone.localdate()).suivis
    return sum(suivi.reste for public, suivi in zip(publics, suivis, strict=True) if public in verrous)


def _numeroter(paiement: Paiement) -> Paiement:
    for _ in range(_ESSAIS):
        paiement.numero = get_random_string(6, _ALPHABET)
        try:
            with transaction.atomic():
                paiement.save(force_insert=True)
        except IntegrityError:
            if not Paiement.objects.filter(passerelle=paiement.passerelle, numero=paiement.numero).exists():
                raise
        else:
            return paiement
    raise RuntimeError("aucun numéro de paiement libre")


def _fin(paiement: Paiement) -> EtatEvenement:
    """How a payment ends that nobody finished: refused if the last card was, expired otherwise."""
    derniere = paiement.notifications.order_by("pk").last()
    refuse = derniere is not None and derniere.etat == EtatEvenement.TENTATIVE_REFUSEE
    return EtatEvenement.REFUSE if refuse else EtatEvenement.EXPIRE


def _du_portail(
    paiement: Paiement,
    etat: EtatEvenement,
    *,
    id_psp: str = "",
    centimes: int | None = None,
    cle: str = "",
    sujet: TypeEvenement = TypeEvenement.PAIEMENT,
) -> Evenement:
    return Evenement(
        passerelle=paiement.passerelle,
        id_evenement=f"portail:{cle or uuid.uuid4()}",
        id_psp=id_psp,
        type=sujet,
        etat=etat,
        ref_paiement=paiement.public_id,
        centimes=paiement.montant_centimes if centimes is None else centimes,
        devise=EURO,
        mode=Mode(paiement.mode),
        horodatage=timezone.now(),
    )
