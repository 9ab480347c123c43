"""Batches whose cancellation waits for a second person."""

from accounts.administration.actes import ActeDeFiche
from accounts.administration.cartes import Attente
from accounts.administration.filtres import FiltreUnique
from accounts.models import Compte
from cotisations.models import LotDePrelevements
from cotisations.prelevements.annulations import annulations_a_confirmer, retirer_demande


class AnnulationDemandee(FiltreUnique):
    """Their file was taken, and somebody asks to cancel them."""

    title = "annulation"
    parameter_name = "annulation"
    choix = ("demandee", "Demandée")

    retenues = staticmethod(lambda: annulations_a_confirmer().values("pk"))


def _retirer(lot: LotDePrelevements, agent: Compte) -> str:
    retirer_demande(lot=lot, par=agent)
    return "La demande d’annulation est retirée : le lot suit son cours."


RETIRER_LA_DEMANDE = ActeDeFiche(
    "garder",
    "Retirer la demande d’annulation",
    "Le lot suit son cours : son fichier peut de nouveau être téléchargé, et le lot dit transmis. À faire aussi quand "
    "la banque répond qu’elle a reçu le fichier.",
    "preparer_prelevements",
    _retirer,
    lambda lot, agent: lot.attend_une_annulation,
)


annulations_en_attente = Attente(
    titre="Lots à annuler à deux",
    phrase="Leur fichier a été téléchargé : une autre personne vérifie que la banque ne l’a pas reçu.",
    liste=LotDePrelevements,
    filtre="?annulation=demandee",
    lignes=annulations_a_confirmer,
    depuis="annulation_demandee_le",
)
