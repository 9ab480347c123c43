"""The statements of the bank of the demonstration: one imported, and the next one, always, for an agent to import."""

from collections.abc import Sequence
from datetime import date, timedelta
from io import BytesIO

from django.conf import settings

from accounts.models import Dossier
from cotisations.banque.prise import prendre_releve
from cotisations.models import LotDePrelevements, Releve
from cotisations.prelevements.encaissement import attendu_du_lot
from cotisations.prelevements.enums import EtatLotDePrelevements
from cotisations.virement.reference import ecrire_rf, reference_rf
from demonstration.releves import Mouvement, camt053

_SOLDE = 125_000_000  # cents, before anything
_PERSONNES = ("1234567", "0123456", "2345678")  # Alice, Bruno who is late, Chantal
_NOM = "Cabinet Fictif"
_PAYEUR, _CABINET = "FR7612345678901234567890104", "FR7699999000010000000004286"


def garnir_la_banque(*, le: date) -> None:
    """Imports a first statement, of two days ago. Changes nothing the second time."""
    if not Releve.objects.exists() and (octets := _releve(le - timedelta(days=2), _SOLDE)):
        prendre_releve(BytesIO(octets), par=None)


def prochain_releve(*, le: date) -> bytes:
    """The statement that follows the last one imported; the same until it is imported. Empty without a dossier.

    It credits the batches that are at the bank: this bank does not wait for the day of the direct debit.
    """
    dernier = Releve.objects.du_compte(settings.CAISSE_IBAN).order_by("-date_fin", "-pk").first()
    if dernier is None:
        return _releve(le - timedelta(days=2), _SOLDE)
    credits_dus = lots_a_crediter()
    jour = max([dernier.date_fin + timedelta(days=1), *(lot.transmis_le for lot, _ in credits_dus if lot.transmis_le)])
    return _releve(jour, dernier.solde_fin_centimes, credits_dus)


def lots_a_crediter() -> list[tuple[LotDePrelevements, int]]:
    """The batches at the bank, each with the cents that are still expected of it."""
    lots = LotDePrelevements.objects.filter(etat=EtatLotDePrelevements.TRANSMIS).order_by("annee", "numero")
    return [(lot, attendu) for lot in lots if (attendu := attendu_du_lot(lot))]


def _releve(jour: date, solde: int, lots: Sequence[tuple[LotDePrelevements, int]] = ()) -> bytes:
    if Dossier.objects.filter(numero__in=_PERSONNES).count() < len(_PERSONNES):
        return b""
    rang = Releve.objects.du_compte(settings.CAISSE_IBAN).count()
    virements = (_suivants if rang % 2 else _premiers)(jour, rang, *_PERSONNES)
    mouvements = [*(_credit(lot, attendu, jour) for lot, attendu in lots), *virements]
    return b"".join(camt053(mouvements, iban=settings.CAISSE_IBAN, solde=solde, jour=jour))


def _credit(lot: LotDePrelevements, centimes: int, jour: date) -> Mouvement:
    reference = f"{jour:%y%m%d}-{lot.reference}"
    return Mouvement(
        jour, centimes, "Remise de prélèvements", lot=lot.reference_du_paiement, reference_banque=reference
    )


def _premiers(jour: date, rang: int, alice: str, bruno: str, chantal: str) -> list[Mouvement]:
    """A reference, the same twice, a number, nothing, two people in one entry, and the rent."""
    plus = 100 * rang  # another day, other amounts
    debut = f"{jour:%y%m%d}"
    reference = f"Cotisation {ecrire_rf(reference_rf(bruno)).lower()}"
    jumeau = Mouvement(jour, 1_250 + plus, reference, nom="Bruno Exemple", iban=_PAYEUR, reference_banque=f"{debut}01")
    return [
        jumeau,
        jumeau,
        Mouvement(jour, 4_000 + plus, f"cotisations dossier {alice}", nom=_NOM, reference_banque=f"{debut}02"),
        Mouvement(jour, 7_300 + plus, "solde cabinet", nom=_NOM, iban=_CABINET, reference_banque=f"{debut}03"),
        Mouvement(
            jour,
            5_000,
            reference_banque=f"{debut}04",
            details=(
                Mouvement(jour, 2_000, reference=reference_rf(bruno), nom="Bruno Exemple"),
                Mouvement(jour, 3_000, f"pour le dossier {chantal}", nom="Personne Fictive"),
            ),
        ),
        Mouvement(jour, -98_000, "Loyer des bureaux", nom="Bailleur Fictif", reference_banque=f"{debut}05"),
    ]


def _suivants(jour: date, rang: int, alice: str, bruno: str, chantal: str) -> list[Mouvement]:
    """A structured reference, one that was badly copied, a name alone, and what the bank charges."""
    plus = 100 * rang
    debut = f"{jour:%y%m%d}"
    juste, fausse = reference_rf(chantal), f"{reference_rf(bruno)[:-1]}9"
    return [
        Mouvement(jour, 12_000 + plus, reference=juste, nom="Chantal Factice-Modèle", reference_banque=f"{debut}01"),
        Mouvement(jour, 6_400 + plus, f"Cotisation {fausse}", nom="Bruno Exemple", reference_banque=f"{debut}02"),
        Mouvement(jour, 2_500 + plus, "mes cotisations", nom="Alice Fictive", reference_banque=f"{debut}03"),
        Mouvement(jour, -1_990, "Frais de tenue de compte", nom="Banque Fictive", reference_banque=f"{debut}04"),
    ]
