"""The name of an operation, the same in every file that tells of it (docs/adr/0023)."""

import hashlib
from collections import Counter

from cotisations.banque.lu import OperationLue

_SEPARATEUR = "\x1f"


class Empreintes:
    """Names the operations of one statement, in order.

    Two that say exactly the same on the same day are two: the second is named as the second.
    """

    def __init__(self, iban: str) -> None:
        self._iban = iban
        self._vues: Counter[bytes] = Counter()

    def nommer(self, lue: OperationLue) -> str:
        base = hashlib.sha256(_SEPARATEUR.join(_champs(self._iban, lue)).encode()).digest()
        rang = self._vues[base]
        self._vues[base] += 1
        return hashlib.sha256(base + rang.to_bytes(4)).hexdigest()


def _champs(iban: str, lue: OperationLue) -> tuple[str, ...]:
    """What banks say the same in two files: not the number of an entry in its file (`NtryRef`), nor its rank."""
    return (
        iban,
        lue.jour.isoformat(),
        str(lue.centimes),
        lue.reference_banque,
        lue.end_to_end,
        lue.rum,
        lue.lot,
        lue.reference,
        lue.libelle,
        lue.iban,
        lue.motif,
        "frais" if lue.est_frais else "",
    )
