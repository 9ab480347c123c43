"""Who paid, from which account and with which words: sealed in the database, and never in a log."""

import hashlib
import hmac
import json
from dataclasses import dataclass

from django.conf import settings

from carpimko_portal.lib import coffre
from cotisations.banque.lu import OperationLue
from cotisations.models import Operation

_LONGUEURS = {"libelle": 500, "contrepartie": 140, "iban": 34, "reference": 140, "motif_texte": 200}


@dataclass(frozen=True)
class Contenu:
    """What the payer wrote and who they are."""

    libelle: str
    contrepartie: str
    iban: str
    reference: str
    motif_texte: str


def sceller_contenu(lue: OperationLue, empreinte: str) -> bytes:
    """The contents of an operation, opened by `contenu_de` for that one alone."""
    valeurs = {nom: getattr(lue, nom)[:longueur] for nom, longueur in _LONGUEURS.items()}
    return coffre.sceller(json.dumps(valeurs).encode(), contexte=_contexte(empreinte))


def contenu_de(operation: Operation) -> Contenu:
    """Raises `CoffreIllisible`."""
    return Contenu(**json.loads(coffre.ouvrir(bytes(operation.scelle), contexte=_contexte(operation.empreinte))))


def empreinte_iban(iban: str) -> str:
    """Recognises an account without telling it; empty for none. Keyed: IBANs are few enough to be all tried."""
    if not iban:
        return ""
    return hmac.new(settings.CLE_JOURNAL.encode(), b"iban:" + iban.encode(), hashlib.sha256).hexdigest()


def _contexte(empreinte: str) -> bytes:
    return f"operation:{empreinte}".encode()
