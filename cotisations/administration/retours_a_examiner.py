"""Returns of direct debits that wait for an agent."""

from accounts.administration.actes import Lignes
from accounts.administration.cartes import Attente
from accounts.administration.filtres import FiltreUnique
from carpimko_portal.lib.dates import ecrire_moment
from cotisations.models import RetourDePrelevement


class AExaminer(FiltreUnique):
    """Returns that no decision has ended."""

    title = "à examiner"
    parameter_name = "file"
    choix = ("a-examiner", "À examiner")

    retenues = staticmethod(lambda: RetourDePrelevement.objects.a_examiner().values("pk"))


def attend(retour: RetourDePrelevement) -> bool:
    """Whether it waits still. No query when `decisions` are prefetched."""
    return bool(retour.anomalie) and not any(une.est_finale for une in retour.decisions.all())


def dire_attente(retour: RetourDePrelevement) -> str:
    if not retour.anomalie:
        return "Non"
    faites = [une.get_decision_display().lower() for une in retour.decisions.all()]
    fait = f" ({', '.join(faites)})" if faites else ""
    anomalie = f"{retour.anomalie[:1].upper()}{retour.anomalie[1:]}".replace(" : ", "\u00a0: ")
    return f"{anomalie}{fait}" if attend(retour) else f"Non{fait}"


def decisions_prises(retour: RetourDePrelevement) -> Lignes:
    return [
        (
            f"{une.get_decision_display()} le {ecrire_moment(une.le)}",
            f"Par {une.par.identifiant}. {une.motif}".strip(),
        )
        for une in sorted(retour.decisions.all(), key=lambda une: une.rang)
    ]


retours_a_examiner = Attente(
    titre="Retours de prélèvements à examiner",
    phrase="Ce que la banque a renvoyé, et que le portail n’a pas pu régler tout seul.",
    liste=RetourDePrelevement,
    filtre="?file=a-examiner",
    lignes=RetourDePrelevement.objects.a_examiner,
    depuis="recu_le",
    ton="danger",
)
