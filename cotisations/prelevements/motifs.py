"""What the banks' reason codes (ISO 20022 external codes, EPC135-24) mean here, and what follows. Pure.

Grade C of our sources: which codes the fund's bank uses, and the re-presentation policy, are to be confirmed there.
"""

from dataclasses import dataclass
from enum import Enum


class SuiteMandat(Enum):
    """What a return does to the mandate."""

    GARDER = "garder"
    SUSPENDRE = "suspendre"
    REVOQUER = "revoquer"
    CLORE = "clore"


@dataclass(frozen=True)
class MotifDeRejet:
    """`phrase`: for the member, mid-sentence; `suite`: what they may do. `est_representable`: one more try is made."""

    phrase: str
    suite: str
    mandat: SuiteMandat = SuiteMandat.GARDER
    est_representable: bool = False
    a_examiner: bool = False
    est_remboursement: bool = False  # the debtor asked for their money back, after it was taken

    @property
    def est_silencieux(self) -> bool:
        """Nobody is to be written to any more."""
        return self.mandat is SuiteMandat.CLORE


_PAYER = "Payez cette échéance par carte ou par virement."
_AUTRE_COMPTE = (
    "Indiquez un autre compte dans votre espace personnel, et payez cette échéance par carte ou par virement."
)
_COMPTE = SuiteMandat.SUSPENDRE
_NOUS = "Nous regardons ce qui s’est passé et vous recontactons."

_MOTIFS = {
    "AM04": MotifDeRejet(
        "la provision du compte est insuffisante",
        _PAYER,
        est_representable=True,
    ),
    "MS02": MotifDeRejet("vous l’avez refusé auprès de votre banque", _PAYER, a_examiner=True),
    "MD06": MotifDeRejet(
        "vous avez demandé son remboursement à votre banque", _PAYER, a_examiner=True, est_remboursement=True
    ),
    "MD01": MotifDeRejet(
        "votre banque ne reconnaît pas le mandat",
        "Le mandat est révoqué. Signez-en un autre pour être de nouveau prélevé. " + _PAYER,
        SuiteMandat.REVOQUER,
    ),
    "AC04": MotifDeRejet("le compte est clos", _AUTRE_COMPTE, _COMPTE),
    "AC06": MotifDeRejet("le compte est bloqué", _AUTRE_COMPTE, _COMPTE),
    "AC01": MotifDeRejet("le numéro de compte est faux", _AUTRE_COMPTE, _COMPTE),
    "AC13": MotifDeRejet("ce compte ne peut pas être prélevé", _AUTRE_COMPTE, _COMPTE),
    "AG01": MotifDeRejet("ce compte ne peut pas être prélevé", _AUTRE_COMPTE, _COMPTE),
    "RC01": MotifDeRejet("le BIC de la banque est faux", _AUTRE_COMPTE, _COMPTE),
    "MD07": MotifDeRejet("le titulaire est décédé", "", SuiteMandat.CLORE, a_examiner=True),
    "MS03": MotifDeRejet("votre banque ne dit pas pourquoi", _PAYER, a_examiner=True),
    "SL01": MotifDeRejet(
        "votre banque a suivi une consigne donnée sur ce compte",
        "Autorisez la caisse auprès de votre banque. " + _PAYER,
        a_examiner=True,
    ),
    "BE05": MotifDeRejet("votre banque ne reconnaît pas la caisse", _NOUS, a_examiner=True),
    "AM05": MotifDeRejet("votre banque l’a reçu deux fois", _NOUS, a_examiner=True),
}  # fmt: skip
DOUBLONS = frozenset({"AM05", "DUPL", "DU01", "DU02", "DU03", "DU04", "DU05"})  # received before: the first one stands
_INCONNU = MotifDeRejet("pour une raison que votre banque ne précise pas", _PAYER, a_examiner=True)


def motif_du_code(code: str) -> MotifDeRejet:
    """A code that nobody knows (RR0x, FF0x, others) is for an agent to look at: it never stops anything."""
    return _MOTIFS.get(code, _INCONNU)


def codes_connus() -> tuple[str, ...]:
    return tuple(_MOTIFS)
