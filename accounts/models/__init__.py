"""Who: a Dossier owns everything, a Compte authenticates a person, an Acces joins them."""

from accounts.models.acces import Acces
from accounts.models.compte import Compte
from accounts.models.dossier import Dossier
from accounts.models.inalterable import Inalterable, InalterableQuerySet
from accounts.models.journal import EntreeJournal
from accounts.models.limites import EssaisDeLHeure, NiveauSeau

__all__ = [
    "Acces",
    "Compte",
    "Dossier",
    "EntreeJournal",
    "EssaisDeLHeure",
    "Inalterable",
    "InalterableQuerySet",
    "NiveauSeau",
]
