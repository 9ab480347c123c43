"""Card payments, for those who keep the accounts: what the bank said of each, and what has to be decided."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.administration.base import ActeDeFiche, AdminPortail, Lignes
from accounts.administration.cartes import Attente
from accounts.administration.filtres import FiltreUnique
from accounts.administration.menu import Rubrique
from accounts.agents.refus import ActeImpossible
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.models import NotificationPSP, Paiement
from cotisations.paiements import services
from cotisations.paiements.effet import remboursements_en_route
from cotisations.paiements.etats import CONTESTABLES, CREDITES, EtatEvenement, EtatPaiement, Origine, TypeEvenement
from cotisations.paiements.passerelle import CarteIndisponible, NonPrisEnCharge, PasserelleInjoignable, passerelle
from cotisations.paiements.selectors import voir

_RECENTES = timedelta(days=7)
_SANS_REPONSE = (
    "La banque n’a pas répondu, et peut avoir noté la demande. Réessayez dans quelques minutes : "
    "elle ne remboursera qu’une fois."
)


class Contradiction(FiltreUnique):
    """Payments of which the bank said what nothing expected."""

    title = "nouvelle à voir"
    parameter_name = "contradiction"
    choix = ("oui", "Oui")

    retenues = staticmethod(lambda: NotificationPSP.objects.filter(a_voir=True).values("paiement"))


def _decider(paiement: Paiement, par: Compte, *, accepter: bool) -> str:
    try:
        effet = services.decider_paiement(paiement=paiement, accepter=accepter, par=par)
    except services.DecisionImpossible as refus:
        raise ActeImpossible(str(refus)) from None
    if not accepter:
        return f"Le paiement {paiement.numero} est classé : rien n’est porté au compte."
    recu = effet.ecriture.montant_centimes if effet.ecriture else 0
    return f"{ecrire_montant(recu)} sont portés au compte du dossier {paiement.dossier.numero}."


def _accepter(paiement: Paiement, par: Compte) -> str:
    return _decider(paiement, par, accepter=True)


def _classer(paiement: Paiement, par: Compte) -> str:
    return _decider(paiement, par, accepter=False)


def _trancher(paiement: Paiement, par: Compte, *, encaisse: bool) -> str:
    try:
        services.trancher_paiement(paiement=paiement, encaisse=encaisse, par=par)
    except services.DecisionImpossible as refus:
        raise ActeImpossible(str(refus)) from None
    if encaisse:
        return f"Le paiement {paiement.numero} est porté au compte du dossier {paiement.dossier.numero}."
    return f"Le paiement {paiement.numero} est classé : la personne peut payer de nouveau."


def _constater(paiement: Paiement, par: Compte) -> str:
    return _trancher(paiement, par, encaisse=True)


def _clore(paiement: Paiement, par: Compte) -> str:
    return _trancher(paiement, par, encaisse=False)


def _attend_depuis_longtemps(paiement: Paiement, agent: Compte) -> bool:
    return paiement.etat == EtatPaiement.EN_ATTENTE and paiement.etat_le + services.PATIENCE <= timezone.now()


def _suivre_la_contestation(nouvelle: EtatEvenement, phrase: str) -> Callable[[Paiement, Compte], str]:
    def suivre(paiement: Paiement, par: Compte) -> str:
        try:
            services.suivre_contestation(paiement=paiement, nouvelle=nouvelle, par=par)
        except services.DecisionImpossible as refus:
            raise ActeImpossible(str(refus)) from None
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
        effet = services.rembourser_paiement(paiement=paiement, par=par)
    except (services.DecisionImpossible, NonPrisEnCharge) as refus:
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


class PaiementAdmin(AdminPortail):
    titre = "Paiements par carte"
    rubrique = Rubrique.BANQUE
    colonnes = [
        ("Commencé le", lambda paiement: ecrire_moment(paiement.cree_le)),
        ("Numéro", lambda paiement: paiement.numero),
        ("Dossier", lambda paiement: paiement.dossier.numero),
        ("Montant", lambda paiement: ecrire_montant(paiement.montant_centimes)),
        ("État", lambda paiement: paiement.get_etat_display()),
    ]
    aide_recherche = "Numéro de dossier ou de paiement"
    search_fields = ["=dossier__numero", "=numero"]
    list_filter = ["etat", Contradiction]
    list_select_related = ["dossier"]
    ordering = ["-pk"]
    actes = [
        ActeDeFiche(
            code="accepter",
            titre="Porter au compte le montant reçu",
            phrase="Le montant que la banque annonce, et non celui qui était demandé, est porté au compte de la "
            "personne. Vérifiez d’abord, à la banque, que l’argent est bien là.",
            permission="decider_paiement",
            faire=_accepter,
            possible=lambda paiement, agent: paiement.etat == EtatPaiement.A_EXAMINER,
        ),
        ActeDeFiche(
            code="classer",
            titre="Classer sans suite",
            phrase="Rien n’est porté au compte. À faire quand la banque n’a pas reçu l’argent, ou l’a rendu.",
            permission="decider_paiement",
            faire=_classer,
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
            faire=_suivre_la_contestation(
                EtatEvenement.OUVERT, "La contestation est notée, et l’argent retiré du compte."
            ),
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

    def fiche(self, objet: Paiement) -> list[tuple[str, Lignes]]:
        vu = voir(objet)
        regles: Lignes = [(ligne.libelle, ecrire_montant(ligne.centimes)) for ligne in vu.lignes]
        return [
            (
                "Paiement",
                [
                    ("Numéro", objet.numero),
                    ("Dossier", objet.dossier.numero),
                    ("Montant demandé", ecrire_montant(objet.montant_centimes)),
                    ("État", objet.get_etat_display()),
                    ("Commencé le", ecrire_moment(objet.cree_le)),
                    ("Passerelle", f"{objet.passerelle}, {objet.get_mode_display().lower()}"),
                    ("Identifiant à la banque", objet.id_psp or _transaction(objet) or "Aucun"),
                    ("Remboursement demandé", ecrire_montant(vu.remboursement_demande)),
                    ("Rendu", ecrire_montant(vu.rendu)),
                ],
            ),
            ("Ce qu’il a réglé", regles or [("Rien", "aucune somme n’est portée au compte")]),
            ("Ce que la banque a dit", _nouvelles(objet)),
        ]


def _transaction(paiement: Paiement) -> str:
    """What the bank calls it, of a payment that is not paid: an agent looks for it on the bank's own pages."""
    dites = paiement.notifications.filter(type=TypeEvenement.PAIEMENT).exclude(id_psp="").order_by("-pk")
    return dites.values_list("id_psp", flat=True).first() or ""


def _nouvelles(paiement: Paiement) -> Lignes:
    return [
        (ecrire_moment(une.recu_le), _dire(une))
        for une in paiement.notifications.order_by("-pk").select_related("par")[:30]
    ] or [("Rien", "pas encore")]


def _dire(une: NotificationPSP) -> str:
    sujet = "" if une.type == TypeEvenement.PAIEMENT else f"{une.get_type_display()} : "
    phrase = f"{sujet}{une.get_etat_display()}, {ecrire_montant(une.centimes)} ({_source(une)})"
    return f"{phrase}. {une.erreur[:1].upper()}{une.erreur[1:]}." if une.erreur else phrase


def _source(une: NotificationPSP) -> str:
    """Where it comes from; whoever decided answers for it by name."""
    origine = Origine(une.origine).label.lower()
    return f"{origine}, {une.par.identifiant}" if une.par and une.par.est_agent else origine


def _oublies() -> QuerySet[Paiement]:
    """Nobody else can free their members."""
    patience = timezone.now() - services.PATIENCE
    return Paiement.objects.filter(etat=EtatPaiement.EN_ATTENTE, etat_le__lte=patience)


def _contradictions() -> QuerySet[NotificationPSP]:
    """What banks said that contradicts what they said before, over the last days."""
    recentes = NotificationPSP.objects.filter(a_voir=True, recu_le__gte=timezone.now() - _RECENTES)
    return recentes.exclude(paiement__etat=EtatPaiement.A_EXAMINER)


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
    phrase="Depuis une semaine, elle annonce ce que rien n’attendait : second encaissement, remboursement en trop.",
    liste=Paiement,
    filtre="?contradiction=oui",
    lignes=_contradictions,
    depuis="recu_le",
)
