"""One piece of news about a payment, whatever bank it comes from."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cotisations.paiements.etats import EtatEvenement, Mode, TypeEvenement

EURO = "EUR"


@dataclass(frozen=True)
class Evenement:
    """What a gateway says, once it has been checked.

    `id_evenement` names the news: the same is heard once. `id_psp` names what it is about, at the bank: the
    transaction, the refund, the dispute. `brut` is what may be kept of it: no card, no name, no secret.
    """

    passerelle: str
    id_evenement: str
    id_psp: str
    type: TypeEvenement
    etat: EtatEvenement
    ref_paiement: uuid.UUID
    centimes: int
    devise: str
    mode: Mode
    horodatage: datetime
    brut: Mapping[str, str | int | None] = field(default_factory=dict)
