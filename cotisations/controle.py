"""The nightly check of the accounts: its outcome is in the journal, its anomalies in the logs."""

import logging

from django.db import transaction

from accounts.journal import journaliser
from cotisations.enums import Acte
from cotisations.verification import Constat, verifier

_journaux = logging.getLogger(__name__)


@transaction.atomic
def verifier_les_comptes() -> list[Constat]:
    """Makes every proof and records how many anomalies there are."""
    constats = verifier()
    nombre = sum(len(constat.anomalies) for constat in constats)
    for constat in constats:
        for anomalie in constat.anomalies:
            _journaux.error("comptes\u00a0: %s", anomalie)
    journaliser(acte=Acte.COMPTES_VERIFIES, par=None, preuves=len(constats), anomalies=nombre)
    return constats
