"""How often one connection may ask for a challenge, or go without JavaScript."""

from django.http import HttpRequest

from accounts.limites import Prise, consommer, seaux
from accounts.limites.connexion import adresse_de
from carpimko_portal.lib.adresses import poste
from carpimko_portal.lib.refus import TropDeDemandes


def admettre_defi(request: HttpRequest) -> None:
    """Raises `TropDeDemandes`. A challenge costs a few milliseconds, and a person needs one a form."""
    consommer([Prise(seaux.CAPTCHA_DEFI, poste(adresse_de(request)))])


def autoriser_sans_javascript(request: HttpRequest) -> bool:
    """Takes one of the places of this address; `False` when all are taken."""
    try:
        consommer([Prise(seaux.CAPTCHA_SANS_JAVASCRIPT, poste(adresse_de(request)))])
    except TropDeDemandes:
        return False
    return True
