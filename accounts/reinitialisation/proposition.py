"""By which ways a dossier may be served, said alike for those that do not exist."""

import uuid
from functools import lru_cache

from django.db.models import Subquery

from accounts.enums import TypeDossier
from accounts.models import Dossier, GelDesLeurres
from accounts.reinitialisation.defaut import urnes_par_defaut
from accounts.reinitialisation.urne import Urnes

_AUTRE = "adresse@exemple.example"  # hidden in place of an address that is not there: the same work


def adresse_masquee(type_dossier: TypeDossier, numero: str) -> str:
    """The masked address to offer; empty when only a letter can be.

    One query, whose answer has one row whether the dossier exists or not, and the same work on it.
    """
    urnes, courriel = _lire(type_dossier, numero)
    leurre = urnes.leurre(type_dossier, numero)
    vrai = urnes.masquer(type_dossier, courriel or _AUTRE)
    return leurre if courriel is None else vrai if courriel else ""


def _lire(type_dossier: TypeDossier, numero: str) -> tuple[Urnes, str | None]:
    """The decoys in force, and the address of the dossier: `None` when there is no dossier."""
    courriels = Dossier.objects.du_numero(type_dossier, numero).values_list("courriel", flat=True)
    geles = GelDesLeurres.objects.order_by("-version").annotate(courriel=Subquery(courriels))
    if gel := geles.values_list("public_id", "courriel").first():
        return urnes_du_gel(gel[0]), gel[1]
    return urnes_par_defaut(), courriels.first()


@lru_cache(maxsize=2)
def urnes_du_gel(public_id: uuid.UUID) -> Urnes:
    """A gel never changes: read once a process."""
    return Urnes.de_json(GelDesLeurres.objects.get(public_id=public_id).effectifs)
