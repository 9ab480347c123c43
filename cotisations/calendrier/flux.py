"""The échéances as iCalendar (RFC 5545). The same échéances give the same bytes."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Alarm, Calendar, Event

from carpimko_portal.lib.montants import ecrire_montant
from cotisations.calendrier.selectors import EcheanceDite

ALARME = timedelta(days=-7, hours=9)  # a week before, at 9 in the morning of an all-day event
_RAFRAICHISSEMENT = timedelta(hours=12)
_ORIGINE = datetime(2026, 1, 1, tzinfo=UTC)  # of the revisions, counted in seconds


def calendrier(echeances: Iterable[EcheanceDite], *, avec_montants: bool) -> bytes:
    """Names nobody: neither the person nor the dossier, nor amounts unless the member wants them."""
    ics = Calendar()
    ics.add("prodid", f"-//{settings.CAISSE_NOM}//Espace personnel//FR")
    ics.add("version", "2.0")
    ics.add("calscale", "GREGORIAN")
    ics.add("method", "PUBLISH")
    for nom in ("name", "x-wr-calname"):
        ics.add(nom, f"Cotisations – {settings.CAISSE_NOM}")
    ics.add("refresh-interval", _RAFRAICHISSEMENT, parameters={"VALUE": "DURATION"})
    ics.add("x-published-ttl", "PT12H")
    for echeance in echeances:
        ics.add_component(_evenement(echeance, avec_montants=avec_montants))
    octets: bytes = ics.to_ical()
    return octets


def _evenement(echeance: EcheanceDite, *, avec_montants: bool) -> Event:
    evenement = Event()
    evenement.add("uid", f"echeance-{echeance.public_id}@{urlsplit(settings.ADRESSE_PUBLIQUE).hostname}")
    modifie_le = echeance.modifie_le.astimezone(UTC).replace(microsecond=0)
    evenement.add("dtstamp", modifie_le)
    evenement.add("last-modified", modifie_le)
    evenement.add("sequence", max(0, int((modifie_le - _ORIGINE).total_seconds())))
    evenement.add("dtstart", echeance.le)
    evenement.add("dtend", echeance.le + timedelta(days=1))  # exclusive
    evenement.add("summary", _titre(echeance, avec_montants=avec_montants))
    evenement.add("description", _description(echeance))
    evenement.add("status", "CONFIRMED")
    evenement.add("transp", "TRANSPARENT")
    evenement.add("class", "PRIVATE")
    if echeance.reste:
        evenement.add_component(_alarme())
    return evenement


def _titre(echeance: EcheanceDite, *, avec_montants: bool) -> str:
    """`Échéance de cotisations : 741,40 €`, `✓ Échéance de cotisations payée`."""
    montant = f"\u00a0: {ecrire_montant(echeance.reste or echeance.montant)}" if avec_montants else ""
    return f"Échéance de cotisations{montant}" if echeance.reste else f"✓ Échéance de cotisations payée{montant}"


def _description(echeance: EcheanceDite) -> str:
    if not echeance.reste:
        return "Cette échéance est payée. Il n’y a rien à faire."
    partie = " Une partie en est déjà payée." if echeance.reste < echeance.montant else ""
    return (
        f"À payer au plus tard ce jour.{partie} Si vous payez par prélèvement, il n’y a rien à faire. "
        "Le détail est dans votre espace personnel, à la page «\u00a0Échéancier\u00a0»."
    )


def _alarme() -> Alarm:
    alarme = Alarm()
    alarme.add("action", "DISPLAY")
    alarme.add("description", "Échéance de cotisations dans une semaine")
    alarme.add("trigger", ALARME)
    return alarme
