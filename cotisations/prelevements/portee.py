"""What a mandate collects of what is due, and what it is too late for: said before the signature, and after."""

from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from accounts.models import Dossier
from cotisations.models import MandatSepa, Prelevement
from cotisations.prelevements.calendrier import dernier_jour_d_annonce, jour_de_reglement
from cotisations.prelevements.enums import EtatMandat, EtatPrelevement
from cotisations.prelevements.mandats import utilisable_des
from cotisations.prelevements.remise import est_possible
from cotisations.restes import comptes


@dataclass(frozen=True)
class PartDue:
    """`reste` cents of what is due. `exigible_le`: `None` of what is in no échéance; `jour`: when it is collected."""

    reste: int
    exigible_le: date | None
    jour: date
    est_en_retard: bool
    est_annoncee: bool
    est_majoration: bool


@dataclass(frozen=True)
class Portee:
    """All that remains due, each part once. `en_route`: a batch is taking it, from the account in use now."""

    prelevees: list[PartDue] = field(default_factory=list)
    en_route: list[PartDue] = field(default_factory=list)
    autrement: list[PartDue] = field(default_factory=list)


def portee_a_la_signature(mandat: MandatSepa) -> Portee:
    """If it was signed now. Seven queries."""
    maintenant = timezone.now()
    des = utilisable_des(mandat, maintenant)
    actif = MandatSepa.objects.du_dossier(mandat.dossier).actifs().exists()
    return _portee(mandat.dossier, annonce_des=maintenant if actif else des, utilisable_des=des)


def portee_du_mandat(dossier: Dossier) -> Portee:
    """Of the mandate in use, or of the one that waits. Six queries."""
    attente = MandatSepa.objects.du_dossier(dossier).filter(etat=EtatMandat.SIGNE).first()
    actif = MandatSepa.objects.du_dossier(dossier).actifs().exists()
    maintenant = timezone.now()
    des = max(maintenant, attente.utilisable_le) if attente and attente.utilisable_le else maintenant
    return _portee(dossier, annonce_des=maintenant if actif else des, utilisable_des=des)


def _portee(dossier: Dossier, *, annonce_des: datetime, utilisable_des: datetime) -> Portee:
    """`annonce_des`: from when its days can be announced; `utilisable_des`: from when its account is collected."""
    lignes = Prelevement.objects.du_dossier(dossier).filter(echeance__isnull=False)
    attendues = {une.echeance_id: une for une in lignes.attendus()}
    aujourdhui, portee = timezone.localdate(), Portee()
    for cible in sorted(comptes([dossier.pk])[dossier.pk].cibles(aujourdhui), key=lambda une: une.exigible_le):
        if not cible.reste:
            continue
        ligne = attendues.get(cible.cle.echeance)
        jour = ligne.date_prelevement if ligne else jour_de_reglement(cible.exigible_le)
        exigible_le = cible.exigible_le if cible.cle.echeance else None
        en_retard = cible.exigible_le < aujourdhui
        part = PartDue(cible.reste, exigible_le, jour, en_retard, ligne is not None, cible.est_majoration)
        if ligne and ligne.etat != EtatPrelevement.PRENOTIFIE:
            portee.en_route.append(part)
        elif exigible_le and _se_preleve(part, ligne, annonce_des, utilisable_des):
            portee.prelevees.append(part)
        else:
            portee.autrement.append(part)
    return portee


def _se_preleve(part: PartDue, ligne: Prelevement | None, annonce_des: datetime, utilisable_des: datetime) -> bool:
    """What is announced already only has to reach the bank once its account may be collected."""
    if ligne:
        return est_possible(part.jour, le=utilisable_des)
    return dernier_jour_d_annonce(part.jour) >= timezone.localdate(annonce_des)
