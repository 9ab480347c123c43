"""The right to the proof of work where reCAPTCHA is asked: given only while Google does not answer."""

from django.core import signing

from accounts.captcha.fournisseur import Contexte
from accounts.captcha.preuve_de_travail import DUREE

_SEL = "accounts.captcha.reserve"


def laissez_passer(contexte: Contexte) -> str:
    return signing.TimestampSigner(salt=_SEL).sign(contexte.liaison)


def est_valable(contexte: Contexte, valeur: str) -> bool:
    """Whether `valeur` was given to this browser for this form in the last ten minutes."""
    try:
        return signing.TimestampSigner(salt=_SEL).unsign(valeur[:512], max_age=DUREE) == contexte.liaison
    except signing.BadSignature:
        return False
