"""System checks of the account that members pay on: a wrong digit sends their money nowhere."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from cotisations.banque.comptes import comptes_de_la_caisse
from cotisations.virement.rib import defauts_du_rib, rib_de_la_caisse


@checks.register
def rib_de_la_caisse_valide(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Only production: the demonstration's account is nobody's."""
    if not settings.PRODUCTION:
        return []
    defauts = defauts_du_rib(rib_de_la_caisse())
    autres = [iban for iban in comptes_de_la_caisse()[1:] if not _est_bon(iban)]
    return [
        *(_erreur(f"The account of the fund cannot be paid on: {defaut}.", "cotisations.E010") for defaut in defauts),
        *(_erreur(f"CAISSE_AUTRES_IBAN: …{iban[-4:]} is no IBAN.", "cotisations.E011") for iban in autres),
    ]


def _erreur(message: str, identifiant: str) -> checks.CheckMessage:
    return checks.Error(
        message, hint="Copy CAISSE_IBAN, CAISSE_BIC and CAISSE_TITULAIRE from the bank's own RIB.", id=identifiant
    )


def _est_bon(iban: str) -> bool:
    try:
        IBAN(iban, validate_bban=True)
    except SchwiftyException:
        return False
    return True
