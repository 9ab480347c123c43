"""What serves once: one unique row decides, whatever the number of threads, processes and engines."""

import hashlib
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import PreuveUtilisee

MARGE = timedelta(minutes=5)  # clocks of several machines


def consommer(*, cle: str, expire_le: datetime) -> bool:
    """Uses `cle` up. `False` when it was used before: of simultaneous uses, exactly one is told `True`."""
    empreinte = hashlib.sha256(cle.encode()).hexdigest()
    try:
        with transaction.atomic():
            PreuveUtilisee.objects.create(empreinte=empreinte, expire_le=expire_le)
    except IntegrityError:
        return False
    return True


def purger_preuves(*, maintenant: datetime | None = None) -> int:
    """Forgets what has expired, and could not be used again anyway. Number of rows removed."""
    perimees = PreuveUtilisee.objects.perimees((maintenant or timezone.now()) - MARGE)
    return perimees.delete()[0]
