"""Planning and announcing: which échéances will be collected, when, and telling so fourteen days before."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from cotisations.grand_livre import verrouiller
from cotisations.models import MandatSepa, MandatSepaQuerySet, Prelevement, PrelevementQuerySet
from cotisations.prelevements.avis import aviser_des_prelevements
from cotisations.prelevements.calendrier import dernier_jour_d_annonce, jour_de_reglement
from cotisations.prelevements.enums import VIVANTS, Acte, EtatPrelevement
from cotisations.prelevements.references import end_to_end_de
from cotisations.restes import comptes

_LOT = 200


@dataclass(frozen=True)
class Prevision:
    """An échéance that can be collected. `reste` in cents, more than zero."""

    echeance: int
    jour: date
    reste: int


def annoncer_les_prelevements() -> int:
    """Plans and announces what can be, for every mandate in use; returns how many lines. Runs again without harm."""
    annonces, dernier = 0, 0
    while lot := list(_actifs_apres(dernier)[:_LOT]):
        dernier = lot[-1].pk
        previsions = previsions_des([mandat.dossier_id for mandat in lot], le=timezone.localdate())
        retirer_les_perimes(_libres(lot), previsions)
        for mandat in lot:
            annonces += annoncer(mandat=mandat, previsions=previsions[mandat.dossier_id], par=None)
    return annonces


def previsions_des(dossiers: Collection[int], *, le: date) -> dict[int, list[Prevision]]:
    """What remains due of these dossiers (pks) and may still be announced on the day `le`. Four queries."""
    return {
        dossier: [
            Prevision(cible.cle.echeance, jour, cible.reste)
            for cible in compte.cibles(le)
            if cible.cle.echeance is not None and cible.reste and not cible.est_majoration
            for jour in [jour_de_reglement(cible.exigible_le)]
            if dernier_jour_d_annonce(jour) >= le
        ]
        for dossier, compte in comptes(dossiers).items()
    }


@transaction.atomic
def annoncer(*, mandat: MandatSepa, previsions: Sequence[Prevision], par: Compte | None) -> int:
    """Adds the lines that no other one covers and posts one mail for them; returns how many."""
    verrouiller([mandat.dossier_id])
    couvertes = Prelevement.objects.filter(echeance__in=[une.echeance for une in previsions], etat__in=VIVANTS)
    deja = set(couvertes.values_list("echeance", flat=True))
    lignes = [_ligne(mandat, une) for une in previsions if une.echeance not in deja]
    if not lignes:
        return 0
    try:
        with transaction.atomic():
            Prelevement.objects.bulk_create(lignes)
    except IntegrityError:  # another worker has just announced the same
        return 0
    journaliser(acte=Acte.PRELEVEMENTS_ANNONCES, par=par, dossier=mandat.dossier, mandat=mandat.rum, lignes=len(lignes))
    aviser_des_prelevements(mandat.dossier, lignes)
    return len(lignes)


@transaction.atomic
def retirer_les_perimes(lignes: PrelevementQuerySet, previsions: dict[int, list[Prevision]]) -> int:
    """Withdraws lines whose échéance is gone, falls on another day, or asks for more than was announced.

    Less than announced needs no other notice: the batch takes the smaller sum.
    """
    attendues = {une.echeance: une for prevues in previsions.values() for une in prevues}
    perimees = [ligne for ligne in lignes.select_related("dossier", "echeance") if _est_perimee(ligne, attendues)]
    verrouiller(ligne.dossier_id for ligne in perimees)
    retirees = []
    for ligne in perimees:
        libre = Prelevement.objects.filter(pk=ligne.pk, etat=EtatPrelevement.PRENOTIFIE, lot__isnull=True)
        if libre.update(etat=EtatPrelevement.RETIRE, motif="échéance changée depuis l’annonce"):
            retirees.append(ligne)
    for ligne in retirees:  # the journal last: whoever waits for it may hold the next line
        journaliser(acte=Acte.PRELEVEMENT_RETIRE, par=None, dossier=ligne.dossier, prelevement=str(ligne.public_id))
    return len(retirees)


def nouvelle_ligne(
    *, mandat: MandatSepa, echeance: int | None, jour: date, centimes: int, maintenant: datetime
) -> Prelevement:
    """A line announced now, not saved."""
    ligne = Prelevement(
        dossier_id=mandat.dossier_id,
        mandat=mandat,
        echeance_id=echeance,
        etat=EtatPrelevement.PRENOTIFIE,
        date_prelevement=jour,
        montant_prevu_centimes=centimes,
        annonce_le=timezone.localdate(maintenant),
        cree_le=maintenant,
    )
    ligne.end_to_end = end_to_end_de(ligne.public_id)
    return ligne


def _ligne(mandat: MandatSepa, prevision: Prevision) -> Prelevement:
    return nouvelle_ligne(
        mandat=mandat,
        echeance=prevision.echeance,
        jour=prevision.jour,
        centimes=prevision.reste,
        maintenant=timezone.now(),
    )


def _est_perimee(ligne: Prelevement, attendues: dict[int, Prevision]) -> bool:
    if ligne.echeance is None or ligne.date_prelevement < timezone.localdate():  # gone, or never given to the bank
        return True
    if ligne.represente_id:  # announced for a day of its own
        return False
    if jour_de_reglement(ligne.echeance.date_exigibilite) != ligne.date_prelevement:
        return True
    prevue = attendues.get(ligne.echeance.pk)
    return prevue is not None and prevue.reste > ligne.montant_prevu_centimes


def _libres(mandats: Iterable[MandatSepa]) -> PrelevementQuerySet:
    return Prelevement.objects.filter(
        mandat__in=[mandat.pk for mandat in mandats], etat=EtatPrelevement.PRENOTIFIE, lot__isnull=True
    )


def _actifs_apres(pk: int) -> MandatSepaQuerySet:
    return MandatSepa.objects.actifs().filter(pk__gt=pk).select_related("dossier").order_by("pk")


def annoncer_au_dossier(*, mandat: MandatSepa, par: Compte | None) -> int:
    """What can be announced at once for one mandate in use."""
    previsions = previsions_des([mandat.dossier_id], le=timezone.localdate())
    return annoncer(mandat=mandat, previsions=previsions[mandat.dossier_id], par=par)
