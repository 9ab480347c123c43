"""Reads shaped for a page."""

from dataclasses import dataclass

from accounts.administration.roles import COTISATIONS
from accounts.enums import TypeDossier
from demonstration.agents import codes_du_moment
from demonstration.personas import MOT_DE_PASSE, PERSONAS, Persona


@dataclass(frozen=True)
class CompteDeDemonstration:
    """A login to show. `role` is `affilie`, `ayant_droit` or `agent`; `identifiant` a numéro or an e-mail address."""

    role: str
    profil: str
    identifiant: str
    mot_de_passe: str
    description: str

    @property
    def type_dossier(self) -> str:
        """The choice to make on the connexion page; empty for an agent, who has no dossier."""
        return dict(TypeDossier.choices).get(self.role, "")


def comptes_de_demonstration() -> list[CompteDeDemonstration]:
    """Every login that `preparer_demo` opens. No query."""
    return [
        CompteDeDemonstration(
            role=persona.role,
            profil=persona.profil,
            identifiant=persona.identifiant,
            mot_de_passe=MOT_DE_PASSE,
            description=persona.description,
        )
        for persona in PERSONAS
    ]


@dataclass(frozen=True)
class AgentDeDemonstration:
    """An agent's login, with the code that their telephone would show, or `attente` seconds until there is one."""

    profil: str
    identifiant: str
    description: str
    code: str
    attente: int


def agents_de_demonstration() -> list[AgentDeDemonstration]:
    """The agents whose authentificateur is installed. One query."""
    codes = codes_du_moment([persona.identifiant for persona in PERSONAS if persona.est_agent])
    return [
        AgentDeDemonstration(persona.profil, persona.identifiant, persona.description, *codes[persona.identifiant])
        for persona in PERSONAS
        if persona.identifiant in codes
    ]


def agents_des_lots() -> tuple[Persona, Persona]:
    """Who prepares a batch of direct debits, and who validates it. No query."""
    premier, second = (persona for persona in PERSONAS if COTISATIONS in persona.roles)
    return premier, second
