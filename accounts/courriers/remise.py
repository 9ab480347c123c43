"""Handing a batch to La Poste, confirmed by another agent: its secrets begin to live, its file is destroyed."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.courriers.file import plis_a_remettre
from accounts.courriers.refus import CompteFaux, DeuxPersonnes, LotRefuse, exiger_approuve
from accounts.enums import Acte, Canal, EtatLot, EtatSecret
from accounts.journal import journaliser
from accounts.models import Compte, LotDeCourriers, SecretProvisoire, TrancheDeCourriers

_METROPOLE = (
    Q(dossier__pays="FR") & ~Q(dossier__code_postal__startswith="97") & ~Q(dossier__code_postal__startswith="98")
)


@transaction.atomic
def confirmer_remise(*, lot: LotDeCourriers, par: Compte, poste_le: date, nombre_de_plis: int) -> int:
    """Says that the batch was posted on the day `poste_le`; returns how many secrets may now be used.

    Raises `DeuxPersonnes` when `par` prepared the batch, `CompteFaux` when `nombre_de_plis` is not that of the
    batch, `LotRefuse` when it was not downloaded, or for a day before that or yet to come.
    """
    exiger_approuve(par)
    if lot.prepare_par_id == par.pk:
        raise DeuxPersonnes("Vous avez préparé ce lot : une autre personne confirme sa remise.")
    moment = _moment(lot, poste_le)
    if not _a_confirmer(lot).update(
        etat=EtatLot.POSTE, poste_le=moment, confirme_par=par, cle=b"", billet=None, billet_expire_le=None
    ):
        raise LotRefuse("Ce lot n’a pas été téléchargé, ou sa remise est déjà confirmée.")
    if nombre_de_plis != (attendus := plis_a_remettre(lot)):
        raise CompteFaux(f"Vous avez compté {nombre_de_plis} plis, le lot en a {attendus}. Rien n’a été confirmé.")
    TrancheDeCourriers.objects.filter(lot=lot).update(pdf=b"")
    actifs = _activer(lot, poste_le)
    journaliser(acte=Acte.LOT_POSTE, par=par, lot=lot.reference, plis=attendus, secrets=actifs)
    return actifs


def _a_confirmer(lot: LotDeCourriers) -> QuerySet[LotDeCourriers]:
    """A batch without any letter has nothing to download."""
    lots = LotDeCourriers.objects.filter(pk=lot.pk).exclude(prepare_par__isnull=True)
    return lots.filter(Q(etat=EtatLot.TELECHARGE) | Q(etat=EtatLot.PRET, plis=0))


def _moment(lot: LotDeCourriers, poste_le: date) -> datetime:
    """Now, for a batch posted today; else noon of that day."""
    maintenant = timezone.now()
    prepare_le, aujourd_hui = timezone.localdate(lot.prepare_le), timezone.localdate(maintenant)
    if not prepare_le <= poste_le <= aujourd_hui:
        raise LotRefuse("Le jour de la remise va du jour de la préparation à aujourd’hui.")
    midi = timezone.make_aware(datetime.combine(poste_le, time(12)))
    return maintenant if poste_le == aujourd_hui else midi


def _activer(lot: LotDeCourriers, poste_le: date) -> int:
    """The secrets of the batch take the place of older letters; what was satisfied meanwhile stays shut."""
    prets = SecretProvisoire.objects.filter(lot=lot, etat=EtatSecret.INACTIF)
    du_dossier = SecretProvisoire.objects.filter(dossier=OuterRef("dossier"))
    depasses = Exists(du_dossier.filter(etat=EtatSecret.UTILISE, utilise_le__gte=OuterRef("demande__demandee_le")))
    devances = Exists(
        du_dossier.filter(etat=EtatSecret.ACTIF, canal=Canal.LETTRE, emis_le__gt=OuterRef("emis_le")).exclude(lot=lot)
    )
    morts = Q(dossier__provisoires_morts_le__gte=F("demande__demandee_le"))
    _revoquer(prets.filter(depasses | devances | morts))
    actives = SecretProvisoire.objects.filter(etat=EtatSecret.ACTIF, canal=Canal.LETTRE)
    _revoquer(actives.filter(dossier__in=prets.values("dossier")))
    en_metropole = prets.filter(_METROPOLE).update(etat=EtatSecret.ACTIF, expire_le=expiration(poste_le, 21))
    return en_metropole + prets.update(etat=EtatSecret.ACTIF, expire_le=expiration(poste_le, 30))


def _revoquer(secrets: QuerySet[SecretProvisoire]) -> None:
    SecretProvisoire.objects.filter(pk__in=list(secrets.values_list("pk", flat=True))).update(etat=EtatSecret.REVOQUE)


def expiration(poste_le: date, jours: int) -> datetime:
    """The end of the last day, in Paris."""
    return timezone.make_aware(datetime.combine(poste_le + timedelta(days=jours + 1), time()))
