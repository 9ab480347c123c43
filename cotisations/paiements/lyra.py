"""The form of Lyra, V2: PayZen, Systempay, Sogecommerce, Scellius, and most banks' own names for it.

Both ways, fields `vads_…` are signed with HMAC-SHA-256: their values in the order of their names, then the key, joined
by `+`, in base64. docs/paiements.md says which checks a notification passes, and in which order.
"""

import base64
import hashlib
import hmac
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from cotisations.models import Paiement
from cotisations.paiements.etats import EtatEvenement, Mode, TypeEvenement
from cotisations.paiements.evenement import EURO, Evenement
from cotisations.paiements.passerelle import (
    NonPrisEnCharge,
    Redirection,
    SignatureInvalide,
    Urls,
    corps_de,
    mode_attendu,
)

_EURO = "978"
_MODES = {Mode.TEST: "TEST", Mode.PRODUCTION: "PRODUCTION"}
_MONTANT = re.compile(r"[0-9]{1,12}")
_TRANSACTION = re.compile(r"[0-9a-zA-Z-]{8,40}")
_CHAMPS_MAX = 200

_PAIEMENTS = {
    "AUTHORISED": EtatEvenement.PAYE,
    "CAPTURED": EtatEvenement.PAYE,
    "AUTHORISED_TO_VALIDATE": EtatEvenement.EN_ATTENTE,
    "WAITING_FOR_PAYMENT": EtatEvenement.EN_ATTENTE,  # of a transfer, told again by hand
    "WAITING_AUTHORISATION": EtatEvenement.EN_ATTENTE,
    "WAITING_AUTHORISATION_TO_VALIDATE": EtatEvenement.EN_ATTENTE,
    "INITIAL": EtatEvenement.EN_ATTENTE,
    "UNDER_VERIFICATION": EtatEvenement.EN_ATTENTE,
    "REFUSED": EtatEvenement.TENTATIVE_REFUSEE,
    "ABANDONED": EtatEvenement.ABANDONNE,
    "EXPIRED": EtatEvenement.EXPIRE,
    "CANCELLED": EtatEvenement.CAPTURE_ECHOUEE,
    "CAPTURE_FAILED": EtatEvenement.CAPTURE_ECHOUEE,
}
_REMBOURSEMENTS = {
    "AUTHORISED": EtatEvenement.FAIT,
    "CAPTURED": EtatEvenement.FAIT,
    "REFUSED": EtatEvenement.ECHOUE,
    "CANCELLED": EtatEvenement.ECHOUE,
    "CAPTURE_FAILED": EtatEvenement.ECHOUE,
}
_ETATS = {
    "DEBIT": (TypeEvenement.PAIEMENT, _PAIEMENTS),
    "CREDIT": (TypeEvenement.REMBOURSEMENT, _REMBOURSEMENTS),
}
# What is kept of a notification: nothing of the card but its brand, nothing of the person.
_GARDES = (
    "vads_trans_id", "vads_trans_uuid", "vads_trans_status", "vads_operation_type", "vads_amount", "vads_currency",
    "vads_ctx_mode", "vads_card_brand", "vads_auth_result", "vads_threeds_status", "vads_url_check_src",
    "vads_effective_creation_date",
)  # fmt: skip


def signer(champs: Mapping[str, str], cle: str) -> str:
    """The signature of the `vads_…` fields, in base64; the others are not part of it."""
    valeurs = [valeur for nom, valeur in sorted(champs.items()) if nom.startswith("vads_")]
    texte = "+".join([*valeurs, cle]).encode()
    return base64.b64encode(hmac.new(cle.encode(), texte, hashlib.sha256).digest()).decode()


class Lyra:
    """One shop at one bank. The demonstration's bank is another address and another key, nothing else."""

    code = "lyra"
    peut_rembourser = False
    dit_les_litiges = False  # operations are DEBIT or CREDIT: a chargeback is read on the bank's pages

    def __init__(self, *, adresse: str, site: str, cle: str, mode: Mode) -> None:
        self.adresse, self.site, self._cle, self.mode = adresse, site, cle, mode

    def ouvrir(self, paiement: Paiement, urls: Urls) -> Redirection:
        """A form to send to the bank: nothing is asked of it before."""
        champs = {
            "vads_version": "V2",
            "vads_site_id": self.site,
            "vads_ctx_mode": _MODES[self.mode],
            "vads_action_mode": "INTERACTIVE",
            "vads_page_action": "PAYMENT",
            "vads_payment_config": "SINGLE",
            "vads_payment_cards": "CB;VISA;MASTERCARD",
            "vads_capture_delay": "0",
            "vads_validation_mode": "0",
            "vads_currency": _EURO,
            "vads_amount": str(paiement.montant_centimes),
            "vads_trans_id": paiement.numero,
            "vads_trans_date": paiement.cree_le.astimezone(UTC).strftime("%Y%m%d%H%M%S"),
            "vads_order_id": str(paiement.public_id),
            "vads_language": "fr",
            # By GET: a POST from another site would come without the session (SameSite=Lax).
            "vads_return_mode": "GET",
            "vads_url_return": urls.retour,
            "vads_url_cancel": urls.annulation,
        }
        return Redirection(self.adresse, {**champs, "signature": signer(champs, self._cle)})

    def lire_notification(self, requete: HttpRequest) -> list[Evenement]:
        champs = _champs(corps_de(requete))
        self._verifier(champs)
        return self._lire(champs)

    def interroger(self, paiement: Paiement) -> Evenement | None:
        """The form has no question: the bank tells, and repeats until it is heard."""
        return None

    def annuler(self, paiement: Paiement) -> None:
        """Nothing is open before the member sends the form; after that, the bank's own page expires."""

    def rembourser(self, paiement: Paiement, centimes: int, cle: str) -> Evenement:
        raise NonPrisEnCharge("le remboursement se fait sur l’espace commerçant de la banque")

    def suivre_remboursement(self, id_psp: str) -> Evenement | None:
        """The bank tells, as for the rest."""
        return None

    def _verifier(self, champs: Mapping[str, str]) -> None:
        """The HMAC is the authority: what it does not cover is not read."""
        recue = champs.get("signature", "").encode()
        if not hmac.compare_digest(signer(champs, self._cle).encode(), recue):
            raise SignatureInvalide("signature")
        if champs.get("vads_site_id") != self.site:
            raise SignatureInvalide("boutique")
        if champs.get("vads_ctx_mode") != _MODES[self.mode]:
            raise SignatureInvalide("mode")

    def _lire(self, champs: Mapping[str, str]) -> list[Evenement]:
        """Another amount or another currency is not refused here: money may have moved, and an agent has to know."""
        devise, montant = champs.get("vads_currency", ""), champs.get("vads_amount", "")
        if not devise.isdecimal() or len(devise) != 3:
            raise SignatureInvalide("devise")
        if not _MONTANT.fullmatch(montant):
            raise SignatureInvalide("montant")
        operation, statut = champs.get("vads_operation_type", ""), champs.get("vads_trans_status", "")
        if operation not in _ETATS:
            raise SignatureInvalide("opération")
        sujet, etats = _ETATS[operation]
        if statut not in etats:
            return self._ecarter(sujet, statut)
        transaction = champs.get("vads_trans_uuid", "")
        if not _TRANSACTION.fullmatch(transaction):
            raise SignatureInvalide("transaction")
        return [
            Evenement(
                passerelle=self.code,
                id_evenement=f"{transaction}:{statut}:{operation}",
                id_psp=transaction,
                type=sujet,
                etat=etats[statut],
                ref_paiement=_reference(champs),
                centimes=int(montant),
                devise=EURO if devise == _EURO else devise,
                mode=self.mode,
                horodatage=_moment(champs),
                brut={nom: champs[nom][:80] for nom in _GARDES if nom in champs},
            )
        ]

    @staticmethod
    def _ecarter(sujet: TypeEvenement, statut: str) -> list[Evenement]:
        """A refund on its way says nothing yet; any other word is none of the bank's."""
        if sujet == TypeEvenement.REMBOURSEMENT and statut in _PAIEMENTS:
            return []
        raise SignatureInvalide("état")


def construire() -> Lyra:
    """From the settings."""
    return Lyra(adresse=settings.LYRA_ADRESSE, site=settings.LYRA_SITE, cle=settings.LYRA_CLE, mode=mode_attendu())


def _champs(corps: bytes) -> dict[str, str]:
    try:
        paires = parse_qsl(
            corps.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=_CHAMPS_MAX, errors="strict"
        )
    except ValueError:
        raise SignatureInvalide("corps illisible") from None
    champs = dict(paires)
    if len(champs) != len(paires):
        raise SignatureInvalide("champ répété")
    return champs


def _reference(champs: Mapping[str, str]) -> uuid.UUID:
    try:
        return uuid.UUID(champs.get("vads_order_id", ""))
    except ValueError:
        raise SignatureInvalide("référence") from None


def _moment(champs: Mapping[str, str]) -> datetime:
    """When the bank did it, in UTC; now when it does not say."""
    try:
        return datetime.strptime(champs.get("vads_effective_creation_date", ""), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return timezone.now()
