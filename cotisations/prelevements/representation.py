"""Presenting again what the bank did not pay, announced anew: a line that came back, the lines of a refused file."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Compte
from cotisations.models import LotDePrelevements, MandatSepa, Prelevement
from cotisations.prelevements.annonces import nouvelle_ligne
from cotisations.prelevements.avis import aviser_des_prelevements
from cotisations.prelevements.calendrier import PRENOTIFICATION, jour_de_reglement
from cotisations.prelevements.dus import restes_dus
from cotisations.prelevements.enums import VIVANTS, EtatMandat, EtatPrelevement
from cotisations.prelevements.lots import rejeter_lot
from cotisations.prelevements.remise import est_encore_possible
from cotisations.prelevements.verrouillage import tenir_le_lot


@transaction.atomic
def rejeter_et_representer(*, lot: LotDePrelevements, par: Compte | None, code: str) -> None:
    """The bank refused the whole file: its lines wait for another batch, or for another day when theirs can no more be
    reached. Raises `LotRefuse`."""
    tenir_le_lot(lot)
    siennes = list(Prelevement.objects.filter(lot=lot, etat=EtatPrelevement.TRANSMIS).values_list("pk", flat=True))
    rejeter_lot(lot=lot, par=par, motif=f"refusé par la banque ({code or 'sans motif'})")
    if est_encore_possible(lot.date_prelevement):
        return
    manquees = Prelevement.objects.filter(pk__in=siennes, etat=EtatPrelevement.PRENOTIFIE)
    for ligne in list(manquees.select_related("dossier").order_by("pk")):
        Prelevement.objects.filter(pk=ligne.pk).update(
            etat=EtatPrelevement.RETIRE, motif="fichier refusé par la banque"
        )
        representer(ligne, le=timezone.localdate())


def representer(ligne: Prelevement, *, le: date) -> Prelevement | None:
    """Another line for what remains due of the same échéance, announced anew, as often as the setting allows; its
    mail says the day."""
    mandat = MandatSepa.objects.du_dossier(ligne.dossier).filter(etat=EtatMandat.ACTIF).first()
    reste, jour = ce_qui_se_represente(ligne, le=le)
    if mandat is None or reste <= 0 or not peut_etre_represente(ligne):
        return None
    reprise = nouvelle_ligne(
        mandat=mandat, echeance=ligne.echeance_id, jour=jour,
        centimes=reste, maintenant=timezone.now(),
    )  # fmt: skip
    reprise.represente = ligne
    reprise.save(force_insert=True)
    aviser_des_prelevements(ligne.dossier, [reprise])
    return reprise


def ce_qui_se_represente(ligne: Prelevement, *, le: date) -> tuple[int, date]:
    """Cents that remain due, never more than were asked; the first day on which they can be collected."""
    return min(ligne.a_prendre, restes_dus([ligne], le=le)[ligne.pk]), jour_de_reglement(le + PRENOTIFICATION)


def peut_etre_represente(ligne: Prelevement) -> bool:
    """Fewer times than the setting allows, and no other line is on its way for its échéance."""
    if ligne.echeance_id is None or _fois(ligne) >= settings.PRELEVEMENTS_REPRESENTATIONS:
        return False
    return not Prelevement.objects.filter(echeance=ligne.echeance_id, etat__in=VIVANTS).exists()


def _fois(ligne: Prelevement) -> int:
    """How many presentations came before this one; those that never reached a payer's bank do not count."""
    fois, avant = 0, ligne.represente
    while avant is not None:
        fois, avant = fois + (avant.etat != EtatPrelevement.RETIRE), avant.represente
    return fois
