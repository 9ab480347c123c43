"""What a statement says, whatever its format. A reader yields `Debut`, its `OperationLue`s, then `Fin`, per account."""

from dataclasses import dataclass
from datetime import date


class FichierRefuse(ValueError):
    """The file as a whole cannot be taken: nothing of it is kept. `ou` names the line or the element at fault."""

    def __init__(self, ou: str, motif: str) -> None:
        super().__init__(f"{ou} : {motif}" if ou else motif)
        self.ou, self.motif = ou, motif


class FichierInconnu(FichierRefuse):
    """The file is of another kind than those that are read here."""


@dataclass(frozen=True, slots=True)
class Debut:
    """The statement of an account starts. `compte`: an IBAN, or the RIB (bank, desk, number) of a CFONB file.

    `solde` in cents before the first operation; a camt.054 has none.
    """

    compte: str
    reference: str
    solde: int | None
    jour: date | None
    ou: str


@dataclass(frozen=True, slots=True)
class OperationLue:
    """One movement, or one of the transactions that the bank booked together. `centimes`: positive when received.

    `jour`: booked. `lot`: the PmtInfId of a batch of ours; `nombre`: how many transactions it stands for.
    `motif`: ISO code of a return (AM04…), free text apart. `est_frais`: kept by the bank on the entry before.
    """

    ou: str
    jour: date
    centimes: int
    jour_valeur: date | None = None
    code: str = ""
    reference_banque: str = ""
    end_to_end: str = ""
    rum: str = ""
    lot: str = ""
    nombre: int = 1
    reference: str = ""
    libelle: str = ""
    contrepartie: str = ""
    iban: str = ""
    motif: str = ""
    motif_texte: str = ""
    est_extourne: bool = False
    est_frais: bool = False


@dataclass(frozen=True, slots=True)
class Fin:
    """The statement ends: `solde` in cents after the last operation; a camt.054 has none."""

    solde: int | None
    jour: date | None
    ou: str


Lu = Debut | OperationLue | Fin
