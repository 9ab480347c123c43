"""What an agent decides of an operation. Each decision is a row, and two agents never both take the same one."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.agents.refus import ActeImpossible
from accounts.journal import journaliser
from accounts.models import Compte, Dossier
from cotisations.banque.avis import aviser_annulation
from cotisations.banque.chercheurs import objection_a
from cotisations.banque.etats import A_RAPPROCHER, Decision, EtatOperation, Methode
from cotisations.banque.virements import crediter_un
from cotisations.enums import Acte
from cotisations.grand_livre import contrepasser
from cotisations.models import Ecriture, Operation, Rapprochement

OUVERTES = (*A_RAPPROCHER, EtatOperation.ATTENTE)
DEFAITES = (EtatOperation.RAPPROCHEE, EtatOperation.ATTENTE, EtatOperation.ECARTEE)
_DEPASSEE = "Cette opération n’est plus dans l’état où vous l’avez vue : relisez-la."


@transaction.atomic
def accepter_proposition(*, operation: Operation, attendu: Dossier, par: Compte) -> Ecriture:
    """Posts the operation to the dossier that was proposed, the one that the agent saw. Raises `ActeImpossible`."""
    _passer(operation, depuis=[EtatOperation.PROPOSEE], vers=EtatOperation.RAPPROCHEE)
    proposition = derniere_decision(operation)
    if proposition is None or proposition.dossier != attendu:
        raise ActeImpossible(_DEPASSEE)
    return _crediter(operation, attendu, methode=Methode(proposition.methode), motif="", par=par)


@transaction.atomic
def attribuer(*, operation: Operation, dossier: Dossier, motif: str, par: Compte) -> Ecriture:
    """Posts an operation that nothing recognised to the dossier that the agent names. Raises `ActeImpossible`."""
    if operation.montant_centimes <= 0:
        raise ActeImpossible("De l’argent sorti du compte ne se met pas au crédit d’un dossier.")
    _passer(operation, depuis=OUVERTES, vers=EtatOperation.RAPPROCHEE)
    return _crediter(operation, dossier, methode=Methode.AGENT, motif=motif, par=par)


@transaction.atomic
def refuser_proposition(*, operation: Operation, motif: str, par: Compte) -> None:
    """The dossier that was proposed is not the right one. Raises `ActeImpossible`."""
    _passer(operation, depuis=[EtatOperation.PROPOSEE], vers=EtatOperation.A_IDENTIFIER)
    proposition = derniere_decision(operation)
    dossier = proposition.dossier if proposition else None
    _noter(operation, Decision.REFUSER, dossier=dossier, motif=motif, par=par)


@transaction.atomic
def mettre_en_attente(*, operation: Operation, motif: str, par: Compte) -> None:
    """The money is kept aside until someone knows whose it is. Raises `ActeImpossible`."""
    _passer(operation, depuis=A_RAPPROCHER, vers=EtatOperation.ATTENTE)
    _noter(operation, Decision.ATTENDRE, motif=motif, par=par)


@transaction.atomic
def ecarter(*, operation: Operation, motif: str, par: Compte) -> None:
    """The money is no member's: rent, salaries, a payout… Raises `ActeImpossible`."""
    _passer(operation, depuis=OUVERTES, vers=EtatOperation.ECARTEE)
    _noter(operation, Decision.ECARTER, motif=motif, par=par)


@transaction.atomic
def annuler_decision(*, operation: Operation, motif: str, par: Compte) -> None:
    """Undoes what was decided: a credit is contre-passé, and the operation waits again. Raises `ActeImpossible`."""
    _passer(operation, depuis=DEFAITES, vers=EtatOperation.A_IDENTIFIER)
    derniere = derniere_decision(operation)
    contraire = _contrepasser(derniere, par_un_virement=operation.montant_centimes > 0) if derniere else None
    dossier = derniere.dossier if derniere else None
    _noter(operation, Decision.ANNULER, dossier=dossier, ecriture=contraire, motif=motif, par=par)


def derniere_decision(operation: Operation) -> Rapprochement | None:
    """Where the operation stands. One query."""
    decisions = Rapprochement.objects.filter(operation=operation).order_by("-rang")
    return decisions.select_related("dossier", "ecriture__dossier", "par").first()


def _contrepasser(decision: Rapprochement, *, par_un_virement: bool) -> Ecriture | None:
    if decision.decision != Decision.RAPPROCHER:
        return None
    if decision.ecriture is None or not par_un_virement:
        raise ActeImpossible("Ce rapprochement se défait là où il a été fait : dans le lot de prélèvements.")
    credit = decision.ecriture
    contraire = contrepasser(
        ecriture=credit,
        cle=f"{credit.cle}:annule",
        le=timezone.localdate(),
        libelle="Virement attribué par erreur, annulé",
    )
    if contraire is None:
        raise ActeImpossible(_DEPASSEE)
    aviser_annulation(contraire)
    return contraire


def _crediter(operation: Operation, dossier: Dossier, *, methode: Methode, motif: str, par: Compte) -> Ecriture:
    if objection := objection_a(operation):
        raise ActeImpossible(objection)
    faites = Rapprochement.objects.filter(operation=operation, decision=Decision.RAPPROCHER, ecriture__isnull=False)
    ecriture = crediter_un(operation, dossier, fois=faites.count())
    _noter(operation, Decision.RAPPROCHER, methode=methode, dossier=dossier, ecriture=ecriture, motif=motif, par=par)
    return ecriture


def _passer(operation: Operation, *, depuis: Iterable[EtatOperation], vers: EtatOperation) -> None:
    """Takes the row: whoever comes second finds it gone."""
    if not Operation.objects.filter(pk=operation.pk, etat__in=list(depuis)).update(etat=vers):
        raise ActeImpossible(_DEPASSEE)
    operation.etat = vers


def _noter(
    operation: Operation,
    decision: Decision,
    *,
    par: Compte,
    motif: str,
    dossier: Dossier | None = None,
    ecriture: Ecriture | None = None,
    methode: str = "",
) -> None:
    dernier = Rapprochement.objects.filter(operation=operation).aggregate(rang=Coalesce(Max("rang"), 0))["rang"]
    Rapprochement.objects.create(
        operation=operation,
        rang=dernier + 1,
        decision=decision,
        methode=methode,
        dossier=dossier,
        ecriture=ecriture,
        motif=motif,
        le=timezone.now(),
        par=par,
    )
    journaliser(
        acte=Acte.OPERATION_DECIDEE,
        par=par,
        dossier=dossier,
        operation=str(operation.public_id),
        decision=decision.value,
        motif=motif or None,
    )
