"""IBAN and BIC: what is typed, what may be collected from, and how they are shown."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from schwifty import BIC, IBAN
from schwifty.exceptions import InvalidBBANChecksum, SchwiftyException

_FINE = "\u202f"
_BLANCS = re.compile(r"[\s.\u00ad\u200b-]+")
# A wrong clé RIB passes the two check digits of the IBAN: these countries have one (EBS 204, registry of SWIFT).
_A_CLE_RIB = frozenset({"FR", "MC"})
# In the SEPA zone and outside the European Economic Area: the debtor's address and BIC must travel with the order.
HORS_EEE = frozenset({"AD", "AL", "CH", "GB", "GG", "GI", "IM", "JE", "MC", "MD", "ME", "MK", "PM", "RS", "SM", "VA"})
# Their banks have IBANs that begin with FR, in francs Pacifique: SEPA orders do not reach them.
_PACIFIQUE = frozenset({"NC", "PF", "WF"})
_CHIFFRES = {65 + rang: str(10 + rang) for rang in range(26)}  # ISO 7064: A is 10, Z is 35


class IbanRefuse(ValueError):
    """Nothing can be collected from this account; the message says why, in French."""


@dataclass(frozen=True)
class Compte:
    """An account. `bic` is empty when nobody knows it, and no bank asks for it."""

    iban: str
    bic: str

    @property
    def pays(self) -> str:
        return self.iban[:2]

    @property
    def est_hors_eee(self) -> bool:
        """Whether BIC and address of its holder are required."""
        return self.pays in HORS_EEE

    @property
    def masque(self) -> str:
        return masquer(self.iban)


def lire_compte(iban: str, bic: str = "", *, aussi: Collection[str] = ()) -> Compte:
    """The account that was typed, spaces and lower case allowed. Raises `IbanRefuse`.

    `aussi`: countries that joined SEPA since the registry of `schwifty` was written.
    """
    compact = _BLANCS.sub("", iban).upper()
    if not compact.isascii() or not compact.isalnum():
        raise IbanRefuse("Un IBAN ne contient que des chiffres et des lettres sans accent.")
    lu = _lire(compact)
    if not (lu.in_sepa_zone or lu.country_code in aussi):
        raise IbanRefuse("Ce compte est tenu hors de la zone SEPA : il ne peut pas être prélevé.")
    saisi = _BLANCS.sub("", bic).upper()
    if _PACIFIQUE & {str(lu.bic or "")[4:6], saisi[4:6]}:
        raise IbanRefuse("Ce compte est tenu dans le Pacifique, hors de la zone SEPA : il ne peut pas être prélevé.")
    return Compte(compact, _bic(lu, saisi))


def masquer(iban: str) -> str:
    """`FR76 •••• •••• 0123`: enough for its holder to know it, too little to use it."""
    return f"{iban[:4]}{_FINE}••••{_FINE}••••{_FINE}{iban[-4:]}"


def _lire(compact: str) -> IBAN:
    try:
        return IBAN(compact, validate_bban=compact[:2] in _A_CLE_RIB)
    except InvalidBBANChecksum as cause:
        raise IbanRefuse("La clé RIB de ce compte est fausse : recopiez l’IBAN depuis votre RIB.") from cause
    except SchwiftyException as cause:
        raise IbanRefuse("Cet IBAN n’est pas juste : recopiez-le depuis votre RIB.") from cause


def _bic(lu: IBAN, saisi: str) -> str:
    """What was typed, else what the registry of banks says."""
    if not saisi:
        if lu.country_code in HORS_EEE and lu.bic is None:
            raise IbanRefuse("Indiquez aussi le BIC de ce compte : sa banque l’exige.")
        return str(lu.bic or "")
    try:
        bic = BIC(saisi)
    except SchwiftyException as cause:
        raise IbanRefuse("Ce BIC n’est pas juste : il compte 8 ou 11 caractères.") from cause
    # Banks of Monaco and of the French territories may answer to a French BIC.
    if bic.country_code != lu.country_code and {bic.country_code, lu.country_code} - {"FR", "MC"}:
        raise IbanRefuse("Ce BIC n’est pas celui d’une banque du pays de l’IBAN.")
    return str(bic)


def est_juste(iban: str) -> bool:
    """The two check digits alone, for an account that was read with `lire_compte` before: fast enough for a file."""
    if not (iban.isascii() and iban.isalnum() and 15 <= len(iban) <= 34):
        return False
    return int((iban[4:] + iban[:4]).upper().translate(_CHIFFRES)) % 97 == 1
