"""Batches that the bank should have, and that nobody said it has: told from its cut-off on."""

from typing import Any

from django.db.models import QuerySet

from accounts.administration.cartes import Attente
from accounts.administration.filtres import FiltreUnique
from cotisations.models import LotDePrelevements
from cotisations.prelevements.lots import lots_en_retard


class EnRetard(FiltreUnique):
    """Their cut-off has passed, and the bank does not have them."""

    title = "heure limite"
    parameter_name = "limite"
    choix = ("passee", "Passée, pas transmis")

    def retenues(self) -> QuerySet[Any, Any]:
        return lots_en_retard().values("pk")


lots_pas_transmis = Attente(
    titre="Lots que la banque n’a pas",
    phrase="L’heure limite est passée sans qu’ils soient dits transmis : dites-le, ou annulez-les.",
    liste=LotDePrelevements,
    filtre="?limite=passee",
    lignes=lots_en_retard,
    depuis="prepare_le",
    ton="danger",
)
