"""Statements to import, and what to expect of them."""

from datetime import date
from io import BytesIO
from typing import Any

from django.conf import settings

from cotisations.banque.prise import Prise, prendre_releve
from cotisations.models import Operation, Rapprochement
from demonstration.releves import Mouvement, camt053
from tests.harnais.personas import Persona

JOUR = date(2026, 11, 20)
SOLDE = 1_000_000
PAYEUR = "FR7612345678901234567890185"


def recu(centimes: int = 50_000, libelle: str = "", **champs: Any) -> Mouvement:
    return Mouvement(jour=champs.pop("jour", JOUR), centimes=centimes, libelle=libelle, **champs)


def camt(*mouvements: Mouvement, **champs: Any) -> bytes:
    valeurs: dict[str, Any] = {"iban": settings.CAISSE_IBAN, "solde": SOLDE, "jour": JOUR}
    return b"".join(camt053(mouvements, **valeurs | champs))


def prendre(octets: bytes, par: Any = None) -> Prise:
    return prendre_releve(BytesIO(octets), par=par)


def seule() -> Operation:
    return Operation.objects.get()


def decision() -> Rapprochement:
    return Rapprochement.objects.order_by("rang").last() or Rapprochement()


def proposer(persona: Persona, centimes: int = 50_000, **champs: Any) -> Operation:
    """An operation that waits for an agent, with the dossier of this person proposed."""
    prendre(camt(recu(centimes, f"cotisations {persona.dossier.numero}", nom="Payeur Fictif", iban=PAYEUR, **champs)))
    return Operation.objects.latest("pk")
