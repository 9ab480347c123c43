"""What this bank remembers: one small file for each transaction, in var/."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

_GARDEES = ("vads_site_id", "vads_ctx_mode", "vads_currency", "vads_amount", "vads_trans_id", "vads_trans_date",
            "vads_order_id", "vads_url_return", "vads_url_cancel")  # fmt: skip


# What Lyra calls them, and what this bank's pages say.
_DITS = {
    "CAPTURED": "Encaissé",
    "REFUSED": "Refusé",
    "ABANDONED": "Abandonné par le client",
    "WAITING_AUTHORISATION": "En attente d’autorisation",
    "CAPTURE_FAILED": "Encaissement annulé",
}


@dataclass(frozen=True)
class Operation:
    """One transaction: what the shop asked, and where it is."""

    identifiant: str
    demande: Mapping[str, str]
    statut: str
    montant: int
    le: str
    rembourse: str = ""

    @property
    def numero(self) -> str:
        return self.demande["vads_trans_id"]

    @property
    def dit(self) -> str:
        return "Remboursé" if self.rembourse else _DITS.get(self.statut, self.statut)

    @property
    def gestes(self) -> tuple[tuple[str, str], ...]:
        """What the shop may still do of it: (code, title), the expected one first."""
        if self.statut == "WAITING_AUTHORISATION":
            return (("confirmer", "Confirmer"), ("refuser", "Refuser"))
        if self.statut == "CAPTURED" and not self.rembourse:
            return (("rembourser", "Rembourser"), ("annuler", "Annuler l’encaissement"))
        return ()

    @property
    def attend(self) -> bool:
        return self.statut == "WAITING_AUTHORISATION"

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.le)


def garder(demande: Mapping[str, str], statut: str, montant: int) -> Operation:
    """A new transaction."""
    gardee = {nom: demande[nom] for nom in _GARDEES if nom in demande}
    operation = Operation(uuid.uuid4().hex, gardee, statut, montant, timezone.now().astimezone(UTC).isoformat())
    ecrire(operation)
    return operation


def ecrire(operation: Operation) -> None:
    dossier = _dossier()
    dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
    provisoire = dossier / f"{operation.identifiant}.{uuid.uuid4().hex}"
    provisoire.write_text(json.dumps(asdict(operation)))
    provisoire.replace(dossier / f"{operation.identifiant}.json")


def lire(identifiant: str) -> Operation | None:
    try:
        uuid.UUID(identifiant)
        texte = (_dossier() / f"{uuid.UUID(identifiant).hex}.json").read_text()
    except (ValueError, OSError):
        return None
    return Operation(**json.loads(texte))


def toutes() -> list[Operation]:
    """The latest first."""
    lues = [Operation(**json.loads(fichier.read_text())) for fichier in _dossier().glob("*.json")]
    return sorted(lues, key=lambda operation: operation.le, reverse=True)[:50]


def _dossier() -> Path:
    return Path(settings.REPERTOIRE_DONNEES) / "banque"
