"""What agents do with an operation of the bank: each act says why, and what follows."""

from collections.abc import Callable

from accounts.administration.actes import ActeDeFiche, Lignes, toujours
from accounts.agents.refus import ActeImpossible
from accounts.models import Compte, Dossier
from cotisations.banque import decisions
from cotisations.banque.administration.titulaires import ce_qui_arrive, relire_l_attribution
from cotisations.banque.etats import A_RAPPROCHER, EtatOperation
from cotisations.banque.forms import AttributionForm, MotifForm
from cotisations.models import Operation


def _attribuer(operation: Operation, par: Compte, *, dossier: Dossier, motif: str) -> str:
    decisions.attribuer(operation=operation, dossier=dossier, motif=motif, par=par)
    return f"L’opération est portée au compte du dossier {dossier.numero}."


def _relire(operation: Operation, *, dossier: Dossier, motif: str) -> Lignes:
    return [*relire_l_attribution(operation, dossier), ("Motif", motif)]


def _accepter(operation: Operation, par: Compte, *, vu: Dossier) -> str:
    decisions.accepter_proposition(operation=operation, attendu=vu, par=par)
    return f"L’opération est portée au compte du dossier {vu.numero}."


def propose(operation: Operation) -> Dossier:
    """The dossier that waits for a yes. Raises `ActeImpossible`."""
    derniere = decisions.derniere_decision(operation)
    if derniere is None or derniere.dossier is None:
        raise ActeImpossible("Plus aucun dossier n’est proposé pour cette opération.")
    return derniere.dossier


def _refuser(operation: Operation, par: Compte, *, motif: str) -> str:
    decisions.refuser_proposition(operation=operation, par=par, motif=motif)
    return "Proposition refusée."


def _attendre(operation: Operation, par: Compte, *, motif: str) -> str:
    decisions.mettre_en_attente(operation=operation, par=par, motif=motif)
    return "L’opération est en compte d’attente."


def _ecarter(operation: Operation, par: Compte, *, motif: str) -> str:
    decisions.ecarter(operation=operation, par=par, motif=motif)
    return "L’opération est hors cotisations."


def _annuler(operation: Operation, par: Compte, *, motif: str) -> str:
    decisions.annuler_decision(operation=operation, par=par, motif=motif)
    return "La décision est annulée."


def _depuis(*etats: EtatOperation) -> Callable[[Operation, Compte], bool]:
    return lambda operation, agent: operation.etat in etats


_DROIT = "rapprocher_operation"
ACTES = (
    ActeDeFiche(
        "accepter", "Porter au compte du dossier proposé",
        "Le montant sera porté au compte de cotisations de ce dossier. Comparez d’abord le payeur et la personne.",
        _DROIT, _accepter, _depuis(EtatOperation.PROPOSEE),
        apercu=lambda operation: relire_l_attribution(operation, propose(operation)), vu=propose,
        bouton="Porter au compte", attendu=toujours,
    ),
    ActeDeFiche(
        "attribuer", "Attribuer à un dossier",
        "Le montant sera porté au compte de cotisations de ce dossier. Rien n’est fait avant que vous ayez relu à qui "
        "il est.",
        _DROIT, _attribuer,
        lambda operation, agent: operation.etat in decisions.OUVERTES and operation.montant_centimes > 0,
        apercu=ce_qui_arrive, formulaire=AttributionForm, relecture=_relire, bouton="Porter au compte",
    ),
    ActeDeFiche(
        "refuser", "Refuser la proposition", "Ce n’est pas le bon dossier : l’opération restera à identifier.",
        _DROIT, _refuser, _depuis(EtatOperation.PROPOSEE), apercu=ce_qui_arrive, formulaire=MotifForm,
    ),
    ActeDeFiche(
        "attendre", "Mettre en compte d’attente",
        "L’argent reste à la caisse sans être à personne, jusqu’à ce que l’on sache à qui il est.",
        _DROIT, _attendre, _depuis(*A_RAPPROCHER), apercu=ce_qui_arrive, formulaire=MotifForm,
    ),
    ActeDeFiche(
        "ecarter", "Dire hors cotisations",
        "Cette opération ne concerne aucun dossier : loyer, salaires, versement d’un prestataire…",
        _DROIT, _ecarter, _depuis(*decisions.OUVERTES), apercu=ce_qui_arrive, formulaire=MotifForm,
    ),
    ActeDeFiche(
        "annuler", "Annuler la décision",
        "L’opération redevient à identifier. Si un dossier avait été crédité, une écriture contraire l’annule, "
        "ce qu’elle avait payé redevient dû, et la personne en est avertie par e-mail.",
        _DROIT, _annuler, _depuis(*decisions.DEFAITES), "danger", ce_qui_arrive, formulaire=MotifForm,
    ),
)  # fmt: skip
