"""What agents do to a payment: when, and what each act says then."""

from collections.abc import Callable
from uuid import UUID

from django.utils import timezone

from accounts.administration.actes import ActeDeFiche, Lignes
from accounts.agents.refus import ActeImpossible
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration import noms
from cotisations.models import Paiement
from cotisations.paiements import decisions
from cotisations.paiements.effet import remboursements_en_route, reste_de
from cotisations.paiements.etats import CONTESTABLES, CREDITES, EtatEvenement, EtatPaiement
from cotisations.paiements.passerelle import CarteIndisponible, NonPrisEnCharge, PasserelleInjoignable, passerelle

_SANS_REPONSE = (
    "La banque n’a pas répondu, et peut avoir noté la demande. Réessayez dans quelques minutes : "
    "elle ne remboursera qu’une fois."
)


def _decider(paiement: Paiement, par: Compte, *, accepter: bool, vu: int) -> str:
    effet = decisions.decider_paiement(paiement=paiement, accepter=accepter, attendu=vu, par=par)
    if effet.deja_vu:
        raise ActeImpossible("Quelqu’un d’autre vient de décider de ce paiement : sa page dit ce qu’il en est.")
    if not accepter:
        return f"Le paiement {paiement.numero} est classé : rien n’est porté au compte."
    return f"{ecrire_montant(vu)} sont portés au compte du dossier {paiement.dossier.numero}."


def _annonce(paiement: Paiement) -> Lignes:
    recue = decisions.derniere_a_examiner(paiement)
    return [
        ("Dossier", noms.dossier_nomme(paiement.dossier)),
        ("Montant demandé", ecrire_montant(paiement.montant_centimes)),
        ("Montant annoncé par la banque", ecrire_montant(recue.centimes) if recue else "Aucun"),
        ("Monnaie", recue.devise if recue else "Aucune"),
        ("Identifiant à la banque", (recue.id_psp if recue else "") or "Aucun"),
    ]


def _centimes_annonces(paiement: Paiement) -> int:
    recue = decisions.derniere_a_examiner(paiement)
    return recue.centimes if recue else 0


def _demande(paiement: Paiement) -> Lignes:
    return [
        ("Dossier", noms.dossier_nomme(paiement.dossier)),
        ("Montant demandé", ecrire_montant(paiement.montant_centimes)),
    ]


def _ce_qui_reste(paiement: Paiement) -> Lignes:
    return [*_demande(paiement), ("Ce qui en reste au compte", ecrire_montant(reste_de(paiement)))]


def _accepter(paiement: Paiement, par: Compte, *, vu: int) -> str:
    return _decider(paiement, par, accepter=True, vu=vu)


def _classer(paiement: Paiement, par: Compte, *, vu: int) -> str:
    return _decider(paiement, par, accepter=False, vu=vu)


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


def _suivre_la_contestation(nouvelle: EtatEvenement, phrase: str) -> Callable[..., str]:
    def suivre(paiement: Paiement, par: Compte, *, vu: int | None = None) -> str:
        decisions.suivre_contestation(paiement=paiement, nouvelle=nouvelle, attendu=vu, par=par)
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


def _rembourser(paiement: Paiement, par: Compte, *, vu: int) -> str:
    try:
        effet = decisions.rembourser_paiement(paiement=paiement, attendu=vu, par=par)
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


def _voir(paiement: Paiement, par: Compte, *, vu: UUID) -> str:
    decisions.noter_vue(paiement=paiement, attendue=vu, par=par)
    return "C’est noté : ce paiement quitte la liste, et y reviendra si la banque en dit autre chose."


def _nouvelle_a_voir(paiement: Paiement) -> Lignes:
    derniere = decisions.derniere_a_voir(paiement)
    if derniere is None:
        raise ActeImpossible("Rien n’est à voir de ce paiement.")
    return [
        ("Dossier", noms.dossier_nomme(paiement.dossier)),
        ("Reçue le", ecrire_moment(derniere.recu_le)),
        ("Ce que la banque a dit", f"{derniere.get_type_display()}, {derniere.get_etat_display().lower()}"),
        ("Montant", ecrire_montant(derniere.centimes)),
        ("Identifiant à la banque", derniere.id_psp or "Aucun"),
        ("Pourquoi c’est à voir", derniere.erreur[:1].upper() + derniere.erreur[1:]),
    ]


def _la_nouvelle(paiement: Paiement) -> object:
    derniere = decisions.derniere_a_voir(paiement)
    return derniere.public_id if derniere else ""


ACTES = [
    ActeDeFiche(
        code="vue",
        titre="Noter que c’est vu",
        phrase="Rien ne change au compte. À faire une fois que vous savez ce qu’il en est, et que la banque ou la "
        "personne a été jointe s’il le faut.",
        permission="decider_paiement",
        faire=_voir,
        apercu=_nouvelle_a_voir,
        vu=_la_nouvelle,
        possible=lambda paiement, agent: (
            paiement.etat != EtatPaiement.EN_ATTENTE and decisions.derniere_a_voir(paiement) is not None
        ),
    ),
    ActeDeFiche(
        code="accepter",
        titre="Porter au compte le montant reçu",
        phrase="Le montant que la banque annonce, et non celui qui était demandé, est porté au compte de la "
        "personne. Vérifiez d’abord, à la banque, que l’argent est bien là.",
        permission="decider_paiement",
        faire=_accepter,
        apercu=_annonce,
        vu=_centimes_annonces,
        possible=lambda paiement, agent: paiement.etat == EtatPaiement.A_EXAMINER,
    ),
    ActeDeFiche(
        code="classer",
        titre="Classer sans suite",
        phrase="Rien n’est porté au compte. À faire quand la banque n’a pas reçu l’argent, ou l’a rendu.",
        permission="decider_paiement",
        faire=_classer,
        apercu=_annonce,
        vu=_centimes_annonces,
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
        apercu=_demande,
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
        apercu=_demande,
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
        apercu=_ce_qui_reste,
        vu=reste_de,
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
        apercu=_ce_qui_reste,
        vu=reste_de,
        possible=_remboursable,
        ton="danger",
    ),
]
