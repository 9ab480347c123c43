"""Checking the whole journal, outside the request. The journal itself remembers who asked and what was found."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.enums import Acte
from accounts.journal import anomalies, journaliser
from accounts.models import Compte, EntreeJournal


@dataclass(frozen=True)
class EtatVerification:
    """What the last check found, and whether another was asked for since."""

    faite_le: datetime | None
    entrees: int
    anomalies: int
    premiere: str
    demandee_le: datetime | None


@transaction.atomic
def demander_verification(*, par: Compte) -> None:
    """A worker does it at the next beat."""
    journaliser(acte=Acte.VERIFICATION_DEMANDEE, par=par)


def etat_verification() -> EtatVerification:
    """Two queries."""
    faite, demandee = _derniere(Acte.JOURNAL_VERIFIE), _derniere(Acte.VERIFICATION_DEMANDEE)
    en_attente = demandee is not None and (faite is None or faite.pk < demandee.pk)
    details = faite.details if faite else {}
    return EtatVerification(
        faite_le=faite.moment if faite else None,
        entrees=details.get("entrees", 0),
        anomalies=details.get("anomalies", 0),
        premiere=details.get("premiere", ""),
        demandee_le=demandee.moment if demandee and en_attente else None,
    )


def verifier_si_demande() -> None:
    """Reads the whole journal when someone asked for it. Two at once find the same twice."""
    if etat_verification().demandee_le is None:
        return
    derniere = EntreeJournal.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    nombre, premiere = 0, ""
    for anomalie in anomalies():
        nombre, premiere = nombre + 1, premiere or anomalie
    lues = EntreeJournal.objects.filter(pk__lte=derniere).count()
    with transaction.atomic():
        journaliser(acte=Acte.JOURNAL_VERIFIE, par=None, entrees=lues, anomalies=nombre, premiere=premiere[:200])


def _derniere(acte: Acte) -> EntreeJournal | None:
    return EntreeJournal.objects.filter(acte=acte).order_by("-pk").first()
