"""What the bank tells the shop: signed, by its own request to the portal, as the real one does."""

import uuid
from datetime import UTC
from urllib.parse import urlencode

import requests
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cotisations.paiements.lyra import signer
from demonstration.banque.operations import Operation

_DELAI = 10  # seconds


def champs(operation: Operation, statut: str, *, montant: int | None = None, sorte: str = "DEBIT") -> dict[str, str]:
    """The signed fields of one piece of news."""
    demande = operation.demande
    dits = {
        "vads_site_id": demande["vads_site_id"],
        "vads_ctx_mode": demande["vads_ctx_mode"],
        "vads_currency": demande["vads_currency"],
        "vads_amount": str(operation.montant if montant is None else montant),
        "vads_trans_id": demande["vads_trans_id"],
        "vads_trans_date": demande["vads_trans_date"],
        "vads_order_id": demande["vads_order_id"],
        "vads_trans_uuid": operation.identifiant if sorte == "DEBIT" else uuid.uuid4().hex,
        "vads_trans_status": statut,
        "vads_operation_type": sorte,
        "vads_card_brand": "CB",
        "vads_effective_creation_date": timezone.now().astimezone(UTC).strftime("%Y%m%d%H%M%S"),
        "vads_url_check_src": "PAY",
    }
    return {**dits, "signature": signer(dits, settings.LYRA_CLE)}


def notifier(request: HttpRequest, dits: dict[str, str]) -> bool:
    """Whether the shop heard. Its address is a setting of the shop's at the bank, not a field of the form."""
    adresse = request.build_absolute_uri(reverse("cotisations:notification_paiement", args=["lyra"]))
    try:
        reponse = requests.post(adresse, data=dits, timeout=_DELAI, allow_redirects=False)
    except requests.RequestException:
        return False
    return reponse.status_code == 200


def adresse_de_retour(operation: Operation, statut: str) -> str:
    """Where the customer goes back, by GET, with what happened: signed too, and worth nothing to the portal."""
    nom = "vads_url_cancel" if statut == "ABANDONED" else "vads_url_return"
    return f"{operation.demande[nom]}?{urlencode(champs(operation, statut))}"
