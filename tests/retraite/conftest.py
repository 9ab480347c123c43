"""Pensions that were paid, and a private storage for what attests them."""

import uuid
from datetime import date
from typing import Any

from retraite.models import PensionVersee
from tests.documents.conftest import coffre, silence
from tests.harnais.personas import Persona

__all__ = ["coffre", "pension", "silence"]


def pension(persona: Persona, **champs: Any) -> PensionVersee:
    """600.00 € of January, 540.00 paid, unless said otherwise."""
    valeurs: dict[str, Any] = {
        "cle": uuid.uuid4().hex, "prestation": "pension", "regime": "base", "mois": date(2026, 1, 1),
        "date_versement": date(2026, 1, 28), "brut_centimes": 60_000, "csg_deductible_centimes": 3_000,
        "autres_retenues_centimes": 2_000, "impot_centimes": 1_000, "net_centimes": 54_000,
    }  # fmt: skip
    return PensionVersee.objects.create(dossier=persona.dossier, **valeurs | champs)
