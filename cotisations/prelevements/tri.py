"""Which announced lines a batch takes, and why the others are left."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils import timezone

from cotisations.models import MandatSepa, Paiement, Prelevement, PrelevementQuerySet
from cotisations.paiements.etats import EtatPaiement
from cotisations.prelevements.calendrier import PRENOTIFICATION
from cotisations.prelevements.dus import Du, dus_a_prelever
from cotisations.prelevements.enums import EtatMandat, EtatPrelevement

TAILLE_MAX = 10_000  # lines; the next ones wait for another batch


@dataclass(frozen=True)
class Tri:
    """What becomes of the lines of a day: those to take, and why the others are left."""

    retenues: list[Prelevement]
    ecartees: list[tuple[Prelevement, str]]


def trier(jour: date) -> Tri:
    """The announced lines of a day, oldest first, at most a batch of them; and why some cannot be taken."""
    annoncees = Prelevement.objects.filter(etat=EtatPrelevement.PRENOTIFIE, lot__isnull=True, date_prelevement=jour)
    lignes = list(avec_ce_qui_retient(annoncees)[:TAILLE_MAX])
    dus = dus_a_prelever(lignes)
    motifs = [(ligne, motif_d_exclusion(ligne, dus[ligne.pk])) for ligne in lignes]
    return Tri([ligne for ligne, motif in motifs if not motif], [(une, motif) for une, motif in motifs if motif])


def motif_d_exclusion(ligne: Prelevement, du: Du) -> str:
    """Why this line is not collected; empty when it is. No query."""
    mandat = ligne.mandat
    if mandat.etat != EtatMandat.ACTIF:
        return f"mandat {mandat.get_etat_display().lower()}"
    if getattr(ligne, "carte_en_cours", False):
        return "paiement par carte en cours"
    if getattr(ligne, "change_en_cours", False):
        return "changement de compte en cours"
    if mandat.utilisable_le is None or mandat.utilisable_le > timezone.now():
        return "mandat pas encore utilisable"
    if ligne.annonce_le + PRENOTIFICATION > ligne.date_prelevement:
        return "annoncé moins de quatorze jours avant"
    return du.motif


def avec_ce_qui_retient(lignes: PrelevementQuerySet) -> PrelevementQuerySet:
    """The lines, oldest first, with what `motif_d_exclusion` and `dus_a_prelever` read of each."""
    siens = Paiement.objects.filter(dossier=OuterRef("dossier"))
    annotees = lignes.annotate(
        change_en_cours=Exists(MandatSepa.objects.filter(dossier=OuterRef("dossier"), etat=EtatMandat.SIGNE)),
        carte_en_cours=Exists(siens.en_cours()),  # money may come: the line waits for another batch
        carte_a_examiner=Exists(siens.filter(etat=EtatPaiement.A_EXAMINER)),
    )
    return annotees.select_related("mandat").order_by("pk")
