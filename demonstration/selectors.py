"""Reads shaped for a page."""

from dataclasses import dataclass

from accounts.enums import TypeDossier
from demonstration.personas import MOT_DE_PASSE, PERSONAS


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
