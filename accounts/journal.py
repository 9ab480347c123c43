"""Writing and checking the journal."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Compte, Dossier, EntreeJournal
from carpimko_portal.lib.journaux import requete_courante

_VERROU = 0x4A4F5552  # "JOUR": the advisory lock that orders the chain on PostgreSQL
_ORIGINE = "0" * 64


def journaliser(
    *, acte: str, par: Compte | None, dossier: Dossier | None = None, **details: str | int | bool | None
) -> EntreeJournal:
    """Adds an entry, inside the transaction of the act it records. `par=None`: the portal itself, or a visitor.

    Never give it a secret. Raises `TransactionManagementError` outside a transaction.
    """
    _exiger_transaction()
    if connection.vendor == "postgresql":  # on SQLite, an IMMEDIATE transaction is alone already
        with connection.cursor() as curseur:
            curseur.execute("SELECT pg_advisory_xact_lock(%s)", [_VERROU])
    precedente = EntreeJournal.objects.order_by("-pk").values_list("empreinte", flat=True).first() or _ORIGINE
    entree = EntreeJournal(
        moment=timezone.now(),
        acte=acte,
        par=par,
        dossier=dossier,
        details=details,
        requete=requete_courante.get(),
        precedente=precedente,
    )
    entree.empreinte = sceller(entree)
    entree.save(force_insert=True)
    return entree


def sceller(entree: EntreeJournal) -> str:
    """HMAC-SHA-256, in hexadecimal, of all that the entry says and of the entry before."""
    contenu: dict[str, Any] = {
        "id": str(entree.public_id),
        "moment": entree.moment.astimezone(UTC).isoformat(),
        "acte": entree.acte,
        "par": entree.par_id,
        "dossier": entree.dossier_id,
        "details": entree.details,
        "requete": entree.requete,
        "precedente": entree.precedente,
    }
    texte = json.dumps(contenu, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.CLE_JOURNAL.encode(), texte.encode(), hashlib.sha256).hexdigest()


def anomalies() -> Iterator[str]:
    """Says in French each entry that was changed, removed or inserted since it was written."""
    attendue = _ORIGINE
    for entree in EntreeJournal.objects.order_by("pk").iterator(chunk_size=2000):
        if entree.precedente != attendue:
            yield f"entrée {entree.pk} : une entrée manque ou a été insérée juste avant"
        if not hmac.compare_digest(entree.empreinte, sceller(entree)):
            yield f"entrée {entree.pk} : son contenu a été modifié"
        attendue = entree.empreinte


def _exiger_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("le journal s’écrit dans la transaction de l’acte")
