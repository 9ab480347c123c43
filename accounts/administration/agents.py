"""The comptes of agents, for the supervision. Members' comptes are not there, and no password is."""

from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.administration.base import ActeDeFiche, AdminPortail, Lignes
from accounts.agents.services import desactiver_agent, reactiver_agent, rouvrir_acces
from accounts.models import Authentificateur, Compte
from carpimko_portal.lib.dates import ecrire_moment


def _desactiver(compte: Compte, par: Compte) -> str:
    desactiver_agent(compte=compte, par=par)
    return "L’accès est fermé. Ses sessions prennent fin."


def _reactiver(compte: Compte, par: Compte) -> str:
    reactiver_agent(compte=compte, par=par)
    return "L’accès est rétabli."


def _rouvrir(compte: Compte, par: Compte) -> str:
    return rouvrir_acces(compte=compte, par=par)


def _roles(compte: Compte) -> str:
    return ", ".join(sorted(groupe.name for groupe in compte.groups.all())) or "Aucun"


class AgentAdmin(AdminPortail):
    titre = "Agents"
    colonnes = [
        ("Identifiant", lambda compte: compte.identifiant),
        ("Rôles", _roles),
        ("État", lambda compte: "Actif" if compte.is_active else "Fermé"),
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
            "plus rien ; un mot de passe provisoire vous est montré une fois, à lui remettre de vive voix.",
            permission="gerer_agents",
            faire=_rouvrir,
            possible=lambda compte, agent: compte != agent,
            secret=True,
        ),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Compte]:
        return Compte.objects.filter(est_agent=True).prefetch_related("groups")

    def fiche(self, objet: Compte) -> list[tuple[str, Lignes]]:
        appareil = Authentificateur.objects.filter(user=objet).first()
        return [
            (
                "Agent",
                [
                    ("Identifiant", objet.identifiant),
                    ("Rôles", _roles(objet)),
                    ("État", "Actif" if objet.is_active else "Fermé"),
                    ("Compte ouvert le", ecrire_moment(objet.cree_le)),
                    ("Dernière connexion", ecrire_moment(objet.last_login) if objet.last_login else "Jamais"),
                    ("Application de codes", _application(appareil)),
                ],
            )
        ]


def _application(appareil: Authentificateur | None) -> str:
    if appareil is None:
        return "Aucune"
    if appareil.confirmed:
        return "Installée"
    return f"À installer avant le {ecrire_moment(appareil.a_installer_avant)}"
