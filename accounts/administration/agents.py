"""The comptes of agents, for the supervision. Members' comptes are not there, and no password is."""

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.administration.actes import ActeDeFiche, Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.menu import Rubrique
from accounts.agents.approbation import approuver_acces
from accounts.agents.services import debloquer_agent, desactiver_agent, reactiver_agent, rouvrir_acces
from accounts.models import Authentificateur, Compte
from carpimko_portal.lib.dates import ecrire_moment


def _desactiver(compte: Compte, par: Compte) -> str:
    desactiver_agent(compte=compte, par=par)
    return "L’accès est fermé. Ses sessions prennent fin."


def _reactiver(compte: Compte, par: Compte) -> str:
    reactiver_agent(compte=compte, par=par)
    return "L’accès est rétabli."


def _rouvrir(compte: Compte, par: Compte) -> str:
    rouvrir_acces(compte=compte, par=par)
    return "Un mot de passe provisoire lui est envoyé par e-mail. Une autre personne devra approuver son accès."


def _approuver(compte: Compte, par: Compte) -> str:
    approuver_acces(compte=compte, par=par)
    return "L’accès est approuvé."


def _debloquer(compte: Compte, par: Compte) -> str:
    debloquer_agent(compte=compte, par=par)
    return "Ses tentatives sont débloquées."


def _appareil(compte: Compte) -> Authentificateur | None:
    return getattr(compte, "authentificateur", None)


def _a_approuver(compte: Compte, agent: Compte) -> bool:
    appareil = _appareil(compte)
    attend = appareil is not None and appareil.confirmed and appareil.a_approuver
    return bool(attend and appareil and agent.pk not in {compte.pk, appareil.rouvert_par_id})


def _etat(compte: Compte) -> str:
    appareil = _appareil(compte)
    return "Fermé" if not compte.is_active else "À approuver" if appareil and appareil.a_approuver else "Actif"


def _roles(compte: Compte) -> str:
    return ", ".join(sorted(groupe.name for groupe in compte.groups.all())) or "Aucun"


class AgentAdmin(AdminPortail):
    titre = "Agents"
    rubrique = Rubrique.SUPERVISION
    colonnes = [
        ("Identifiant", lambda compte: compte.identifiant),
        ("Rôles", _roles),
        ("État", _etat),
        ("Dernière connexion", lambda compte: ecrire_moment(compte.last_login) if compte.last_login else "Jamais"),
    ]
    aide_recherche = "Identifiant"
    search_fields = ["identifiant"]
    list_filter = ["is_active", "groups"]
    ordering = ["identifiant"]
    actes = [
        ActeDeFiche(
            code="desactiver",
            titre="Fermer l’accès",
            phrase="Ses sessions prennent fin, et ses codes n’ouvrent plus rien. Le compte reste, pour le journal.",
            permission="gerer_agents",
            faire=_desactiver,
            possible=lambda compte, agent: compte.is_active and compte != agent,
            ton="danger",
        ),
        ActeDeFiche(
            code="reactiver",
            titre="Rétablir l’accès",
            phrase="Son mot de passe et son application de codes d’avant ouvriront de nouveau.",
            permission="gerer_agents",
            faire=_reactiver,
            possible=lambda compte, agent: not compte.is_active and compte != agent,
        ),
        ActeDeFiche(
            code="rouvrir",
            titre="Refaire la première connexion",
            phrase="Pour un téléphone perdu ou un mot de passe oublié. Son mot de passe et son application n’ouvrent "
            "plus rien ; un mot de passe provisoire lui est envoyé par e-mail, et personne d’autre ne le voit. "
            "Une autre personne que vous devra ensuite approuver son accès.",
            permission="gerer_agents",
            faire=_rouvrir,
            possible=lambda compte, agent: compte != agent,
        ),
        ActeDeFiche(
            code="approuver",
            titre="Approuver l’accès",
            phrase="Assurez-vous, de vive voix, que c’est bien cette personne qui a installé l’application de codes. "
            "Tant que personne n’approuve, elle ne télécharge ni ne confirme aucun lot de courriers.",
            permission="gerer_agents",
            faire=_approuver,
            possible=_a_approuver,
        ),
        ActeDeFiche(
            code="debloquer",
            titre="Débloquer les tentatives",
            phrase="Quelqu’un a essayé trop de mots de passe à sa place : la personne pourra de nouveau se connecter.",
            permission="gerer_agents",
            faire=_debloquer,
            possible=lambda compte, agent: compte != agent,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Compte]:
        return (
            Compte.objects.filter(est_agent=True)
            .select_related("authentificateur__rouvert_par")
            .prefetch_related("groups")
        )

    def fiche(self, objet: Compte) -> list[tuple[str, Lignes]]:
        appareil = _appareil(objet)
        return [
            (
                "Agent",
                [
                    ("Identifiant", objet.identifiant),
                    ("Rôles", _roles(objet)),
                    ("État", _etat(objet)),
                    ("Compte ouvert le", ecrire_moment(objet.cree_le)),
                    ("Dernière connexion", ecrire_moment(objet.last_login) if objet.last_login else "Jamais"),
                    ("Application de codes", _application(appareil)),
                    ("Dernière ouverture par", _ouvert_par(appareil)),
                ],
            )
        ]


def _ouvert_par(appareil: Authentificateur | None) -> str:
    return appareil.rouvert_par.identifiant if appareil and appareil.rouvert_par else "L’exploitation du portail"


def _application(appareil: Authentificateur | None) -> str:
    if appareil is None:
        return "Aucune"
    if appareil.confirmed:
        return "Installée"
    return f"À installer avant le {ecrire_moment(appareil.a_installer_avant)}"
