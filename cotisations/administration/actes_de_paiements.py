"""What agents do to a payment: when, and what each act says then."""

from collections.abc import Callable

from django.utils import timezone

from accounts.administration.actes import ActeDeFiche, Lignes
from accounts.agents.refus import ActeImpossible
from accounts.models import Compte
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.models import Paiement
from cotisations.paiements import decisions
from cotisations.paiements.effet import remboursements_en_route
from cotisations.paiements.etats import CONTESTABLES, CREDITES, EtatEvenement, EtatPaiement
from cotisations.paiements.passerelle import CarteIndisponible, NonPrisEnCharge, PasserelleInjoignable, passerelle

_SANS_REPONSE = (
    "La banque n’a pas répondu, et peut avoir noté la demande. Réessayez dans quelques minutes : "
    "elle ne remboursera qu’une fois."
)


def _decider(paiement: Paiement, par: Compte, *, accepter: bool) -> str:
    effet = decisions.decider_paiement(paiement=paiement, accepter=accepter, par=par)
    if not accepter:
        return f"Le paiement {paiement.numero} est classé : rien n’est porté au compte."
    recu = effet.ecriture.montant_centimes if effet.ecriture else 0
    return f"{ecrire_montant(recu)} sont portés au compte du dossier {paiement.dossier.numero}."


def _annonce(paiement: Paiement) -> Lignes:
    recue = decisions.derniere_a_examiner(paiement)
    return [
        ("Montant demandé", ecrire_montant(paiement.montant_centimes)),
        ("Montant annoncé par la banque", ecrire_montant(recue.centimes) if recue else "Aucun"),
        ("Monnaie", recue.devise if recue else "Aucune"),
    ]


def _accepter(paiement: Paiement, par: Compte) -> str:
    return _decider(paiement, par, accepter=True)


def _classer(paiement: Paiement, par: Compte) -> str:
    return _decider(paiement, par, accepter=False)


def _trancher(paiement: Paiement, par: Compte, *, encaisse: bool) -> str:
    decisions.trancher_paiement(paiement=paiement, encaisse=encaisse, par=par)
    if encaisse:
        return f"Le paiement {paiement.numero} est porté au compte du dossier {paiement.dossier.numero}."
    return f"Le paiement {paiement.numero} est classé : la personne peut payer de nouveau."


def _constater(paiement: Paiement, par: Compte) -> str:
    return _trancher(paiement, par, encaisse=True)


def _clore(paiement: Paiement, par: Compte) -> str:
    return _trancher(paiement, par, encaisse=False)


def _attend_depuis_longtemps(paiement: Paiement, agent: Compte) -> bool:
    return paiement.etat == EtatPaiement.EN_ATTENTE and paiement.etat_le + decisions.PATIENCE <= timezone.now()


def _suivre_la_contestation(nouvelle: EtatEvenement, phrase: str) -> Callable[[Paiement, Compte], str]:
    def suivre(paiement: Paiement, par: Compte) -> str:
        decisions.suivre_contestation(paiement=paiement, nouvelle=nouvelle, par=par)
        return phrase

    return suivre


def _annonce_ses_litiges(paiement: Paiement) -> bool:
    try:
        return passerelle(paiement.passerelle).dit_les_litiges
    except CarteIndisponible:
        return False


def _contestable(paiement: Paiement, agent: Compte) -> bool:
    return paiement.etat in CONTESTABLES and not _annonce_ses_litiges(paiement)


def _conteste(paiement: Paiement, agent: Compte) -> bool:
    return paiement.etat == EtatPaiement.LITIGE and not _annonce_ses_litiges(paiement)


def _rembourser(paiement: Paiement, par: Compte) -> str:
    try:
        effet = decisions.rembourser_paiement(paiement=paiement, par=par)
    except NonPrisEnCharge as refus:
        raise ActeImpossible(str(refus)) from None
    except PasserelleInjoignable:
        raise ActeImpossible(_SANS_REPONSE) from None
    if remboursements_en_route(paiement):
        return (
            f"Le remboursement du paiement {paiement.numero} est demandé. Il sera porté au compte quand la banque "
            "l’aura confirmé, et la personne en sera alors avertie par e-mail."
        )
    if effet.apres in {EtatPaiement.PAYE, EtatPaiement.REMBOURSE_PARTIEL}:
        raise ActeImpossible("La banque a refusé ce remboursement. Voyez pourquoi sur son espace commerçant.")
    return f"Le paiement {paiement.numero} est remboursé. La personne en est avertie par e-mail."


def _remboursable(paiement: Paiement, agent: Compte) -> bool:
    try:
        possible = paiement.etat in CREDITES and passerelle(paiement.passerelle).peut_rembourser
    except CarteIndisponible:
        return False
    return possible and not remboursements_en_route(paiement)


ACTES = [
    ActeDeFiche(
        code="accepter",
        titre="Porter au compte le montant reçu",
        phrase="Le montant que la banque annonce, et non celui qui était demandé, est porté au compte de la "
        "personne. Vérifiez d’abord, à la banque, que l’argent est bien là.",
        permission="decider_paiement",
        faire=_accepter,
        apercu=_annonce,
        possible=lambda paiement, agent: paiement.etat == EtatPaiement.A_EXAMINER,
    ),
    ActeDeFiche(
        code="classer",
        titre="Classer sans suite",
        phrase="Rien n’est porté au compte. À faire quand la banque n’a pas reçu l’argent, ou l’a rendu.",
        permission="decider_paiement",
        faire=_classer,
        apercu=_annonce,
        possible=lambda paiement, agent: paiement.etat == EtatPaiement.A_EXAMINER,
        ton="danger",
    ),
    ActeDeFiche(
        code="constater",
        titre="Constater l’encaissement",
        phrase="La banque n’a pas répondu depuis deux jours. À faire quand son espace commerçant montre que ce "
        "paiement est encaissé : la somme demandée est portée au compte de la personne.",
        permission="decider_paiement",
        faire=_constater,
        possible=_attend_depuis_longtemps,
    ),
    ActeDeFiche(
        code="clore",
        titre="Clore sans encaissement",
        phrase="La banque n’a pas répondu depuis deux jours. À faire quand son espace commerçant montre que ce "
        "paiement est refusé, annulé ou absent : rien n’est porté au compte, et la personne peut payer de nouveau. "
        "Si l’argent venait tout de même, il serait porté au compte.",
        permission="decider_paiement",
        faire=_clore,
        possible=_attend_depuis_longtemps,
        ton="danger",
    ),
    ActeDeFiche(
        code="contester",
        titre="Signaler une contestation",
        phrase="La personne a contesté ce paiement, et la banque en a repris l’argent (impayé, chargeback). Tout "
        "ce qui en reste est retiré du compte, et ce qu’il réglait est de nouveau à payer.",
        permission="decider_paiement",
        faire=_suivre_la_contestation(EtatEvenement.OUVERT, "La contestation est notée, et l’argent retiré du compte."),
        possible=_contestable,
        ton="danger",
    ),
    ActeDeFiche(
        code="contestation-gagnee",
        titre="Contestation rejetée par la banque",
        phrase="La banque a donné raison à la caisse et rendu l’argent : il est de nouveau porté au compte.",
        permission="decider_paiement",
        faire=_suivre_la_contestation(EtatEvenement.GAGNE, "L’argent est de nouveau porté au compte."),
        possible=_conteste,
    ),
    ActeDeFiche(
        code="contestation-perdue",
        titre="Contestation acceptée par la banque",
        phrase="La banque a donné raison à la personne : l’argent ne revient pas, et la somme reste à payer.",
        permission="decider_paiement",
        faire=_suivre_la_contestation(EtatEvenement.PERDU, "La contestation est close : la somme reste à payer."),
        possible=_conteste,
        ton="danger",
    ),
    ActeDeFiche(
        code="rembourser",
        titre="Rembourser",
        phrase="Tout ce qui reste de ce paiement est rendu sur la carte. Ce qu’il réglait est de nouveau à payer, "
        "et la personne en est avertie par e-mail.",
        permission="rembourser_paiement",
        faire=_rembourser,
        possible=_remboursable,
        ton="danger",
    ),
]
