"""The statements of the bank of the demonstration: one imported, and the next one, always, for an agent to import."""

from datetime import date, timedelta
from io import BytesIO

from django.conf import settings

from accounts.models import Dossier
from cotisations.banque.prise import prendre_releve
from cotisations.models import Releve
from cotisations.virement.reference import ecrire_rf, reference_rf
from demonstration.releves import Mouvement, camt053

_SOLDE = 125_000_000  # cents, before anything
_PERSONNES = ("1234567", "0123456", "2345678")  # Alice, Bruno who is late, Chantal
_PAYEUR, _CABINET = "FR7612345678901234567890104", "FR7699999000010000000004286"


def garnir_la_banque(*, le: date) -> None:
    """Imports a first statement, of two days ago. Changes nothing the second time."""
    if not Releve.objects.exists() and (octets := _releve(le - timedelta(days=2), _SOLDE)):
        prendre_releve(BytesIO(octets), par=None)


def prochain_releve(*, le: date) -> bytes:
    """The statement that follows the last one imported; the same until it is imported. Empty without a dossier."""
    dernier = Releve.objects.du_compte(settings.CAISSE_IBAN).order_by("-date_fin", "-pk").first()
    if dernier is None:
        return _releve(le - timedelta(days=2), _SOLDE)
    return _releve(dernier.date_fin + timedelta(days=1), dernier.solde_fin_centimes)


def _releve(jour: date, solde: int) -> bytes:
    if Dossier.objects.filter(numero__in=_PERSONNES).count() < len(_PERSONNES):
        return b""
    return b"".join(camt053(_mouvements(jour, *_PERSONNES), iban=settings.CAISSE_IBAN, solde=solde, jour=jour))


def _mouvements(jour: date, alice: str, bruno: str, chantal: str) -> list[Mouvement]:
    """A reference, the same twice, a number, nothing, two people in one entry, and the fees of the bank."""
    rang = f"{jour:%y%m%d}"
    reference = f"Cotisation {ecrire_rf(reference_rf(bruno)).lower()}"
    jumeau = Mouvement(jour, 1_250, reference, nom="Bruno Exemple", iban=_PAYEUR, reference_banque=f"{rang}01")
    return [
        jumeau,
        jumeau,
        Mouvement(jour, 4_000, f"cotisations dossier {alice}", nom="Cabinet Fictif", reference_banque=f"{rang}02"),
        Mouvement(jour, 7_300, "solde cabinet", nom="Cabinet Fictif", iban=_CABINET, reference_banque=f"{rang}03"),
        Mouvement(
            jour,
            5_000,
            reference_banque=f"{rang}04",
            details=(
                Mouvement(jour, 2_000, reference=reference_rf(bruno), nom="Bruno Exemple"),
                Mouvement(jour, 3_000, f"pour le dossier {chantal}", nom="Personne Fictive"),
            ),
        ),
        Mouvement(jour, -98_000, "Loyer des bureaux", nom="Bailleur Fictif", reference_banque=f"{rang}05"),
    ]
