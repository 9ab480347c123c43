"""Batches that wait for a second person, or that the bank should have and nobody said it has."""

from accounts.administration.cartes import Attente
from accounts.administration.filtres import FiltreUnique
from cotisations.models import LotDePrelevements
from cotisations.prelevements.enums import EtatLotDePrelevements
from cotisations.prelevements.remise import lots_en_retard


class EnRetard(FiltreUnique):
    """Their cut-off has passed, and the bank does not have them."""

    title = "heure limite"
    parameter_name = "limite"
    choix = ("passee", "Passée, pas transmis")

    retenues = staticmethod(lambda: lots_en_retard().values("pk"))


lots_a_valider = Attente(
    titre="Lots à valider",
    phrase="Une autre personne que celle qui les a préparés les valide.",
    liste=LotDePrelevements,
    filtre=f"?etat__exact={EtatLotDePrelevements.GELE.value}",
    lignes=lambda: LotDePrelevements.objects.filter(etat=EtatLotDePrelevements.GELE),
    depuis="prepare_le",
)
lots_pas_transmis = Attente(
    titre="Lots que la banque n’a pas",
    phrase="L’heure limite est passée sans qu’ils soient dits transmis : dites-le, ou annulez-les.",
    liste=LotDePrelevements,
    filtre="?limite=passee",
    lignes=lots_en_retard,
    depuis="prepare_le",
    ton="danger",
)
