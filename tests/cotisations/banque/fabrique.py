"""Statements to import, and what to expect of them."""

import uuid
from datetime import date
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils import timezone

from cotisations.banque.prise import Prise, prendre_releve
from cotisations.models import Operation, Rapprochement, Releve
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


def nouveau_releve(**champs: Any) -> Releve:
    valeurs: dict[str, Any] = {
        "sha256": "0" * 64, "rang": 1, "format": "camt", "iban": settings.CAISSE_IBAN, "date_debut": JOUR,
        "date_fin": JOUR, "solde_debut_centimes": 0, "solde_fin_centimes": 100, "lues": 1, "nouvelles": 1,
    }  # fmt: skip
    return Releve.objects.create(importe_le=timezone.now(), **valeurs | champs)


def nouvelle_operation(**champs: Any) -> Operation:
    valeurs: dict[str, Any] = {"date_operation": JOUR, "montant_centimes": 100, "scelle": b"", "nombre": 1}
    releve = nouveau_releve(sha256=uuid.uuid4().hex * 2)
    valeurs |= {"empreinte": uuid.uuid4().hex * 2, "importee_le": timezone.now()}
    return Operation.objects.create(releve=releve, **valeurs | champs)


def nouveau_rapprochement(**champs: Any) -> Rapprochement:
    valeurs: dict[str, Any] = {"rang": 1, "decision": "attendre", "le": timezone.now()}
    operation = champs.pop("operation", None) or nouvelle_operation()
    return Rapprochement.objects.create(operation=operation, **valeurs | champs)
