"""The identifiers that travel through the banks. Deterministic, in the characters that every bank takes. Pure."""

import re
from uuid import UUID

from stdnum.eu import at_02

_PERMIS = re.compile(r"[A-Za-z0-9+?/:().,'-]{1,35}\Z")  # EPC217-08: no space in a RUM
_ICS_FR = re.compile(r"FR\d{2}[A-Z0-9]{3}[A-Z0-9]{6}\Z")


def rum_de(public_id: UUID) -> str:
    """`M3F2A90C177DE4B01A2C3`, from the identifier of the mandate. The numéro de dossier, with which one logs in,
    is not in it: a RUM is printed on statements and in mails."""
    return f"M{public_id.hex[:20].upper()}"


def end_to_end_de(public_id: UUID) -> str:
    """`P` and the identifier of the line: it comes back with whatever the bank says of it."""
    return f"P{public_id.hex.upper()}"


def reference_du_lot(annee: int, numero: int) -> str:
    """`LOT-2026-000012`: the identifier of the message, too."""
    return f"LOT-{annee}-{numero:06d}"


def est_permise(reference: str) -> bool:
    """At most 35 characters of the SEPA set, without slash at an end nor two in a row."""
    return (
        bool(_PERMIS.match(reference))
        and "//" not in reference
        and not reference.startswith("/")
        and reference[-1] != "/"
    )


def est_ics(ics: str) -> bool:
    """A French creditor identifier: its check digits (`stdnum`, which does not look at the length) and its length."""
    return bool(_ICS_FR.match(ics)) and bool(at_02.is_valid(ics))
