"""Mandates under which nothing was presented for 36 months lapse (EPC SDD Core rulebook, 4.1)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from cotisations.grand_livre import verrouiller
from cotisations.models import MandatSepa, MandatSepaQuerySet
from cotisations.prelevements.avis import Nouvelle, aviser_du_mandat
from cotisations.prelevements.enums import Acte, EtatMandat
from cotisations.prelevements.mandats import MandatRefuse, finir_mandat

MOIS, MOIS_AVERTISSEMENT = 36, 33
_PARIS = ZoneInfo("Europe/Paris")


def rendre_caducs() -> int:
    """Ends the mandates that have not served for 36 months, warns of those that will; returns how many ended."""
    aujourdhui = timezone.localdate()
    finis = 0
    for mandat in _inutilises(il_y_a(aujourdhui, MOIS)):
        try:
            rendre_caduc(mandat=mandat, par=None)
        except MandatRefuse:  # revoked or replaced a moment ago
            continue
        finis += 1
    for mandat in _inutilises(il_y_a(aujourdhui, MOIS_AVERTISSEMENT)).filter(averti_le__isnull=True):
        avertir(mandat=mandat, par=None)
    return finis


@transaction.atomic
def rendre_caduc(*, mandat: MandatSepa, par: Compte | None) -> None:
    """Raises `MandatRefuse` when it is not in force any more."""
    finir_mandat(mandat, EtatMandat.CADUC, motif="aucun prélèvement depuis 36 mois")
    journaliser(acte=Acte.MANDAT_CADUC, par=par, dossier=mandat.dossier, mandat=mandat.rum)
    aviser_du_mandat(mandat, Nouvelle.CADUC)


@transaction.atomic
def avertir(*, mandat: MandatSepa, par: Compte | None) -> None:
    """Once a mandate."""
    verrouiller([mandat.dossier_id])
    if MandatSepa.objects.filter(pk=mandat.pk, averti_le__isnull=True).update(averti_le=timezone.now()):
        journaliser(acte=Acte.MANDAT_CADUC, par=par, dossier=mandat.dossier, mandat=mandat.rum, avertissement=True)
        aviser_du_mandat(mandat, Nouvelle.BIENTOT_CADUC)


def il_y_a(jour: date, mois: int) -> date:
    """The same day of the month, `mois` earlier; the last of a shorter month."""
    annee, rang = divmod(jour.year * 12 + jour.month - 1 - mois, 12)
    for quantieme in range(jour.day, 0, -1):
        try:
            return date(annee, rang + 1, quantieme)
        except ValueError:
            continue
    raise AssertionError


def _inutilises(depuis: date) -> MandatSepaQuerySet:
    """Counted from the last collection presented, even rejected; from the signature when there was none."""
    minuit = datetime.combine(depuis, time(), _PARIS)
    jamais = Q(derniere_echeance__isnull=True, signe_le__lt=minuit)
    vieux = Q(derniere_echeance__lt=depuis) | jamais
    return MandatSepa.objects.en_vigueur().filter(vieux).select_related("dossier").order_by("pk")
