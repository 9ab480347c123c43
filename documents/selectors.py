"""Reads shaped for a page."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import Dossier
from documents.models import Document


@dataclass(frozen=True)
class LigneDocument:
    """A document as a list shows it. `taille` in bytes."""

    public_id: UUID
    titre: str
    emis_le: datetime
    taille: int


def derniers_documents(dossier: Dossier, nombre: int) -> list[LigneDocument]:
    """The latest documents. One query."""
    valeurs = (
        Document.objects.du_dossier(dossier).recents_dabord().values_list("public_id", "titre", "emis_le", "taille")
    )
    return [LigneDocument(*ligne) for ligne in valeurs[:nombre]]
