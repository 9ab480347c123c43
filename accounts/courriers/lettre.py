"""What differs from one letter to the next, and nothing else."""

import binascii
from dataclasses import dataclass, field

from accounts.enums import Sexe
from accounts.models import Dossier

LIGNES = 6  # of an address in France; a seventh abroad


@dataclass(frozen=True)
class Lettre:
    """`adresse`: up to 7 lines. `secret`: as printed, `ACDE-FGHJ-KMNP`. `jours`: how long it is good for."""

    lot: str
    rang: int
    total: int
    adresse: tuple[str, ...]
    appel: str
    jours: int
    secret: str = field(repr=False)

    @property
    def repere_du_lot(self) -> str:
        return f"Lot {self.lot}"

    @property
    def repere_du_rang(self) -> str:
        return f"Pli {self.rang} sur {self.total}"

    @property
    def marque(self) -> str:
        return marque(self.lot, self.rang)


def marque(lot: str, rang: int) -> str:
    """What the DataMatrix of a sheet says: `lot|rang|1/1|crc`, the CRC-16 (CCITT) of what comes before it."""
    debut = f"{lot}|{rang:05d}|1/1"
    return f"{debut}|{binascii.crc_hqx(debut.encode(), 0xFFFF):04X}"


def appel(dossier: Dossier) -> str:
    """How the letter greets."""
    return "Madame," if dossier.sexe == Sexe.FEMME else "Monsieur,"


def jours_de_validite(dossier: Dossier) -> int:
    """21 days in metropolitan France, 30 overseas and abroad: the post takes longer (NIST SP 800-63B-4)."""
    outre_mer = dossier.code_postal.startswith(("97", "98"))
    return 21 if dossier.pays == "FR" and not outre_mer else 30
