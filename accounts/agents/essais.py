"""The limits that agents go through, before anything is hashed or compared."""

from collections.abc import Sequence

from django.http import HttpRequest

from accounts.appareils import Appareil
from accounts.limites import Charge, Prise, consommer, seaux
from accounts.limites.alarme import noter_refus
from accounts.limites.connexion import adresse_de
from accounts.models import Compte
from carpimko_portal.lib.adresses import poste
from carpimko_portal.lib.refus import TropDeDemandes


def admettre_agent(request: HttpRequest, *, identifiant: str, appareil: Appareil | None) -> Charge:
    """Charges a try at the connexion, the same for unknown identifiants. Raises `TropDeDemandes`.

    `appareil`: the browser, when this agent came in from it before; nobody else can empty its buckets.
    """
    if appareil:
        valeur = f"{appareil.identifiant}|{identifiant}"
        return _charger([Prise(seaux.AGENT_APPAREIL, valeur), Prise(seaux.AGENT_APPAREIL_JOUR, valeur)])
    return _charger([
        Prise(seaux.AGENT_IDENTIFIANT, identifiant),
        Prise(seaux.AGENT_IDENTIFIANT_JOUR, identifiant),
        Prise(seaux.AGENT_ADRESSE, poste(adresse_de(request))),
    ])  # fmt: skip


def admettre_code(*, compte: Compte) -> Charge:
    """Charges a code given by an agent who is in. Raises `TropDeDemandes`."""
    return _charger([Prise(seaux.AGENT_CODE, str(compte.public_id))])


def _charger(prises: Sequence[Prise]) -> Charge:
    try:
        return consommer(prises)
    except TropDeDemandes:
        noter_refus()
        raise
