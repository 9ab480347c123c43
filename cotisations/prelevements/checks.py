"""System checks of what a bank requires of the fund itself."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks

from carpimko_portal.lib.iban import IbanRefuse, lire_compte
from cotisations.prelevements.references import est_ics


@checks.register
def creancier(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Without a true ICS and a true IBAN, mandates are not signed and no file is produced."""
    messages: list[checks.CheckMessage] = []
    if not est_ics(settings.CAISSE_ICS):
        hint = "Set CAISSE_ICS to the identifier given by the bank: FR, two check digits, three letters, six digits."
        messages.append(
            checks.Warning("CAISSE_ICS is not a SEPA creditor identifier.", hint=hint, id="cotisations.W001")
        )
    try:
        lire_compte(settings.CAISSE_IBAN)
    except IbanRefuse:
        messages.append(checks.Warning("CAISSE_IBAN is not an IBAN.", hint="Copy it again.", id="cotisations.W002"))
    return messages
