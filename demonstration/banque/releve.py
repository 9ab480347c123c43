"""The statements of the bank of the demonstration: one imported, and the next one, always, for an agent to import."""

from datetime import date, timedelta
from io import BytesIO

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import Dossier
from cotisations.banque.prise import prendre_releve
from cotisations.models import LotDePrelevements, Operation, Releve, RetourDePrelevement
from cotisations.prelevements.encaissement import attendu_du_lot
from cotisations.prelevements.enums import EtatLotDePrelevements, EtatPrelevement
from demonstration.banque.virements import PERSONNES, virements
from demonstration.releves import Mouvement, camt053

_SOLDE = 125_000_000  # cents, before anything


def garnir_la_banque(*, le: date) -> None:
    """Imports a first statement, of two days ago. Changes nothing the second time."""
    if not Releve.objects.exists() and (octets := _releve(le - timedelta(days=2), _SOLDE, [])):
        prendre_releve(BytesIO(octets), par=None)


def prochain_releve(*, le: date) -> bytes:
    """The statement that follows the last one imported; the same until it is imported. Empty without a dossier.

    It credits the batches that are at the bank, which does not wait for the day of the direct debit, and debits what
    came back of those it had credited.
    """
    dernier = _siens().order_by("-date_fin", "-pk").first()
    if dernier is None:
        return _releve(le - timedelta(days=2), _SOLDE, [])
    lots, rendus = lots_a_crediter(), retours_a_debiter()
    suivant = dernier.date_fin + timedelta(days=1)
    jour = max([suivant, *(lot.transmis_le for lot, _ in lots if lot.transmis_le)])
    mouvements = [_credit(lot, centimes, jour) for lot, centimes in lots] + [_debit(rendu, jour) for rendu in rendus]
    return _releve(jour, dernier.solde_fin_centimes, mouvements)


def lots_a_crediter() -> list[tuple[LotDePrelevements, int]]:
    """The batches at the bank, each with the cents that are still expected of it."""
    lots = LotDePrelevements.objects.filter(etat=EtatLotDePrelevements.TRANSMIS).order_by("annee", "numero")
    return [(lot, attendu) for lot in lots if (attendu := attendu_du_lot(lot))]


def retours_a_debiter() -> list[RetourDePrelevement]:
    """Money that a notice said to be taken back (camt.054), and that no statement has debited yet."""
    debites = Operation.objects.filter(montant_centimes__lt=0).exclude(end_to_end="").values("end_to_end")
    annonces = RetourDePrelevement.objects.filter(
        prelevement__etat=EtatPrelevement.RETOURNE, fichier__isnull=False, montant_centimes__gt=0
    )
    return list(annonces.exclude(end_to_end__in=debites).select_related("prelevement__dossier").order_by("pk"))


def _siens() -> QuerySet[Releve]:
    return Releve.objects.du_compte(settings.CAISSE_IBAN)


def _releve(jour: date, solde: int, prelevements: list[Mouvement]) -> bytes:
    if Dossier.objects.filter(numero__in=PERSONNES).count() < len(PERSONNES):
        return b""
    mouvements = [*prelevements, *virements(jour, _siens().count())]
    return b"".join(camt053(mouvements, iban=settings.CAISSE_IBAN, solde=solde, jour=jour))


def _credit(lot: LotDePrelevements, centimes: int, jour: date) -> Mouvement:
    reference = f"{jour:%y%m%d}-{lot.reference}"
    return Mouvement(
        jour, centimes, "Remise de prélèvements", lot=lot.reference_du_paiement, reference_banque=reference
    )


def _debit(rendu: RetourDePrelevement, jour: date) -> Mouvement:
    reference = f"{jour:%y%m%d}-R{rendu.pk}"
    return Mouvement(
        jour,
        -(rendu.montant_centimes or 0),
        "Prélèvement impayé",
        end_to_end=rendu.end_to_end,
        motif=rendu.code,
        reference_banque=reference,
    )
