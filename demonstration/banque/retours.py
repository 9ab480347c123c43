"""What the bank of the demonstration sends back of a batch: always one line, because its payer's account is empty."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from cotisations.models import Prelevement
from cotisations.prelevements.enums import EtatLotDePrelevements, EtatPrelevement
from demonstration.releves import Mouvement, camt054, pain002

_MOTIF = "AM04"  # not enough money


@dataclass(frozen=True)
class FichierDeRetours:
    """A file for an agent, and whose line it speaks of."""

    nom: str
    octets: bytes
    ligne: Prelevement


def prochains_retours() -> FichierDeRetours | None:
    """Of the latest batch at the bank, its first line; the same until it is imported. None when the bank has none.

    Before the money is booked, the bank refuses (pain.002); after, it takes back (camt.054).
    """
    if ligne := _premiere(EtatPrelevement.TRANSMIS, EtatLotDePrelevements.TRANSMIS):
        return FichierDeRetours("rejets.xml", _refus(ligne), ligne)
    if ligne := _premiere(EtatPrelevement.ENCAISSE, EtatLotDePrelevements.ENCAISSE):
        return FichierDeRetours("retours.xml", _reprise(ligne), ligne)
    return None


def _premiere(etat: EtatPrelevement, lot: EtatLotDePrelevements) -> Prelevement | None:
    lignes = Prelevement.objects.filter(etat=etat, lot__etat=lot).select_related("lot", "dossier")
    return lignes.order_by("-lot__annee", "-lot__numero", "pk").first()


def _refus(ligne: Prelevement) -> bytes:
    assert ligne.lot is not None
    return pain002([(ligne.end_to_end, _MOTIF)], bloc=ligne.lot.reference_du_paiement)


def _reprise(ligne: Prelevement) -> bytes:
    assert ligne.lot is not None
    jour = max(timezone.localdate(), ligne.lot.encaisse_le or date.min)
    repris = Mouvement(jour, -ligne.a_prendre, "Retour", end_to_end=ligne.end_to_end, motif=_MOTIF)
    return camt054([repris], iban=settings.CAISSE_IBAN, jour=jour, message=f"R-{ligne.public_id.hex[:20]}")
