"""The account on which members pay, from the settings, and the QR code that fills a virement in."""

from dataclasses import dataclass

import segno
from django.conf import settings
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException
from segno import helpers
from stdnum import iso11649

from carpimko_portal.lib.montants import en_euros

MAXIMUM = 99_999_999_999  # cents: the most that the code can say
_NOM_MAX = 70


@dataclass(frozen=True)
class Rib:
    """`titulaire`: exactly the name that the bank knows, which the payer's bank compares."""

    titulaire: str
    iban: str
    bic: str


def rib_de_la_caisse() -> Rib:
    return Rib(settings.CAISSE_TITULAIRE, settings.CAISSE_IBAN, settings.CAISSE_BIC)


def defauts_du_rib(rib: Rib) -> list[str]:
    """What a bank would refuse of it, in French; nothing when it is good."""
    defauts = [] if _est_bon(IBAN, rib.iban, validate_bban=True) else ["IBAN faux"]
    defauts += [] if not rib.bic or _est_bon(BIC, rib.bic) else ["BIC faux"]
    return defauts + ([] if 0 < len(rib.titulaire) <= _NOM_MAX else ["titulaire vide, ou de plus de 70 caractères"])


def code_epc(rib: Rib, *, reference: str, centimes: int) -> segno.QRCode | None:
    """The EPC code (`BCD`) of one virement; `None` rather than a code that would send money elsewhere or nowhere.

    segno checks neither the IBAN nor the reference: both are checked here.
    """
    if defauts_du_rib(rib) or not iso11649.is_valid(reference) or not 0 < centimes <= MAXIMUM:
        return None
    return helpers.make_epc_qr(
        name=rib.titulaire,
        iban=rib.iban,
        amount=en_euros(centimes),
        reference=reference,
        bic=rib.bic or None,
        encoding="utf-8",
    )


def _est_bon(genre: type[IBAN] | type[BIC], valeur: str, **options: bool) -> bool:
    try:
        genre(valeur, **options)
    except SchwiftyException:
        return False
    return True
