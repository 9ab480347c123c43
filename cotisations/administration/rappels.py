"""What the bank has and should not take: lines whose mandate ended after their batch was sent."""

from datetime import date

from django.utils import timezone

from accounts.administration.actes import ActeDeFiche, toujours
from accounts.administration.cartes import Attente
from accounts.administration.filtres import FiltreUnique
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_date
from cotisations.administration.formulaires import RappelForm
from cotisations.models import Prelevement
from cotisations.prelevements.enums import A_RAPPELER, EtatLotDePrelevements, EtatPrelevement
from cotisations.prelevements.rappels import annuler_rappel, dernier_jour_de_rappel, est_a_rappeler, noter_rappel


class ARappeler(FiltreUnique):
    """Lines that the bank can still be asked not to take."""

    title = "à rappeler"
    parameter_name = "rappel"
    choix = ("a-faire", "À rappeler")

    retenues = staticmethod(lambda: Prelevement.objects.a_rappeler(timezone.localdate()).values("pk"))


def dire_rappel(ligne: Prelevement) -> str:
    """Where the recall of a line stands."""
    if ligne.etat == EtatPrelevement.RAPPELE and ligne.rappele_le and ligne.rappele_par:
        return f"Demandé à la banque le {ecrire_date(ligne.rappele_le)}, par {ligne.rappele_par.identifiant}"
    if ligne.etat != EtatPrelevement.TRANSMIS or ligne.mandat.etat not in A_RAPPELER:
        return "Sans objet"
    veille = ecrire_date(dernier_jour_de_rappel(ligne))
    if est_a_rappeler(ligne, timezone.localdate()):
        return f"À demander à la banque, le {veille} au plus tard"
    return (
        f"Trop tard, la banque le prenait jusqu’au {veille}\u00a0: il peut être pris, puis revenir (MD01, ou MD06 si "
        "la personne en demande le remboursement)"
    )


def _rappeler(ligne: Prelevement, par: Compte, *, le: date) -> str:
    noter_rappel(ligne=ligne, par=par, le=le)
    return "Le rappel est noté : la somme attendue pour le lot baisse d’autant."


def _annuler(ligne: Prelevement, par: Compte) -> str:
    annuler_rappel(ligne=ligne, par=par)
    return "Le prélèvement est de nouveau attendu avec son lot."


def _encore_possible(ligne: Prelevement, agent: Compte) -> bool:
    suivis = (EtatLotDePrelevements.TRANSMIS, EtatLotDePrelevements.RAPPELE)
    return ligne.etat == EtatPrelevement.RAPPELE and ligne.lot is not None and ligne.lot.etat in suivis


RAPPELER = ActeDeFiche(
    "rappeler",
    "Noter le rappel à la banque",
    "À noter une fois la demande faite à la banque. La somme n’est plus attendue avec son lot, et l’échéance reste "
    "due.",
    "transmettre_prelevements",
    _rappeler,
    lambda ligne, agent: est_a_rappeler(ligne, timezone.localdate()),
    apercu=lambda ligne: [("La banque prend la demande jusqu’au", ecrire_date(dernier_jour_de_rappel(ligne)))],
    formulaire=RappelForm,
    attendu=toujours,
)
RAPPEL_SANS_EFFET = ActeDeFiche(
    "pris",
    "Dire que la banque l’a pris quand même",
    "La banque n’a pas suivi le rappel : ce prélèvement compte de nouveau dans la somme attendue pour son lot, et sera "
    "porté au compte de la personne avec lui. S’il revient ensuite, il sera repris.",
    "transmettre_prelevements",
    _annuler,
    _encore_possible,
    "danger",
)


prelevements_a_rappeler = Attente(
    titre="Prélèvements à rappeler",
    phrase="Leur mandat a pris fin après la transmission : demandez à la banque de ne pas les prendre.",
    liste=Prelevement,
    filtre="?rappel=a-faire",
    lignes=lambda: Prelevement.objects.a_rappeler(timezone.localdate()),
    depuis="mandat__fini_le",
    ton="danger",
)
