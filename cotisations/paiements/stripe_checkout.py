"""Stripe Checkout, the hosted page and nothing else: no card ever touches the portal, not even a frame of it.

A notification is only a reason to look: what it is about is fetched again from Stripe, and that is what counts.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

import stripe
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from stripe.params.checkout import SessionCreateParams

from carpimko_portal.lib.montants import ecrire_montant
from cotisations.models import Paiement
from cotisations.paiements.etats import EtatEvenement, Mode, TypeEvenement
from cotisations.paiements.evenement import Evenement
from cotisations.paiements.passerelle import (
    PasserelleInjoignable,
    Redirection,
    SignatureInvalide,
    Urls,
    corps_de,
    mode_attendu,
)

_R = TypeVar("_R")
_CHARGE = "payment_intent.latest_charge"
_DELAI = 10  # seconds for each answer
_TOLERANCE = 300  # seconds between a notification and its signature
_ID = re.compile(r"[A-Za-z0-9_]{4,80}")
_REMBOURSEMENTS = {
    "succeeded": EtatEvenement.FAIT, "failed": EtatEvenement.ECHOUE, "canceled": EtatEvenement.ECHOUE,
    "pending": EtatEvenement.EN_ATTENTE, "requires_action": EtatEvenement.EN_ATTENTE,
}  # fmt: skip
_LITIGES = {
    "won": EtatEvenement.GAGNE, "lost": EtatEvenement.PERDU,
    "needs_response": EtatEvenement.OUVERT, "under_review": EtatEvenement.OUVERT,
}  # fmt: skip


class StripeCheckout:
    """One account at Stripe."""

    code = "stripe"
    peut_rembourser = True
    dit_les_litiges = True

    def __init__(self, *, cle: str, cle_notification: str, mode: Mode, adresse: str = "") -> None:
        self.mode, self._cle_notification = mode, cle_notification
        self._client = stripe.StripeClient(
            cle,
            base_addresses={"api": adresse} if adresse else {},
            max_network_retries=1,
            http_client=stripe.RequestsClient(timeout=_DELAI),
        )

    def ouvrir(self, paiement: Paiement, urls: Urls) -> Redirection:
        """A session of Checkout; asked again, the same one."""
        session = self._demander(
            lambda: self._client.v1.checkout.sessions.create(
                _session_a_ouvrir(paiement, urls), {"idempotency_key": str(paiement.public_id)}
            )
        )
        if not session.get("url"):
            raise PasserelleInjoignable("session sans adresse")
        return Redirection(str(session["url"]), id_psp=str(session["id"]))

    def lire_notification(self, requete: HttpRequest) -> list[Evenement]:
        try:
            evenement = self._client.construct_event(
                corps_de(requete), requete.headers.get("Stripe-Signature"), self._cle_notification, _TOLERANCE
            ).to_dict()
        except (ValueError, stripe.SignatureVerificationError):
            raise SignatureInvalide("signature") from None
        if bool(evenement.get("livemode")) != (self.mode == Mode.PRODUCTION):
            raise SignatureInvalide("mode")
        objet = evenement["data"]["object"]
        lire = _LECTEURS.get(str(objet.get("object")))
        if lire is None or not _ID.fullmatch(str(objet.get("id"))):
            return []
        return [lu for lu in lire(self, evenement["type"], objet, int(evenement["created"])) if lu]

    def interroger(self, paiement: Paiement) -> Evenement | None:
        if not paiement.id_psp.startswith("cs_"):
            return None
        return self._de_la_session(self._lire_session(paiement.id_psp))

    def annuler(self, paiement: Paiement) -> None:
        """Best effort: money that comes all the same is never dropped."""
        if paiement.id_psp.startswith("cs_"):
            try:
                self._demander(lambda: self._client.v1.checkout.sessions.expire(paiement.id_psp))
            except PasserelleInjoignable:
                return

    def rembourser(self, paiement: Paiement, centimes: int, cle: str) -> Evenement:
        rendu = self._demander(
            lambda: self._client.v1.refunds.create(
                {
                    "payment_intent": paiement.id_psp,
                    "amount": centimes,
                    "metadata": {"paiement": str(paiement.public_id)},
                },
                {"idempotency_key": cle},
            )
        )
        evenement = self._du_remboursement(rendu, _maintenant())
        if evenement is None:
            raise PasserelleInjoignable(f"remboursement {rendu.get('status')}")
        return evenement

    def suivre_remboursement(self, id_psp: str) -> Evenement | None:
        if not id_psp.startswith("re_"):
            return None
        return self._du_remboursement(self._demander(lambda: self._client.v1.refunds.retrieve(id_psp)), _maintenant())

    def _demander(self, demande: Callable[[], Any]) -> dict[str, Any]:
        """What Stripe answers, as plain values. Raises `PasserelleInjoignable`, whose text quotes nothing."""
        try:
            reponse: dict[str, Any] = demande().to_dict()
        except stripe.StripeError as erreur:
            raise PasserelleInjoignable(type(erreur).__name__) from None
        return reponse

    def _lire_session(self, identifiant: str) -> dict[str, Any]:
        """With the card that was charged last: it says when."""
        return self._demander(lambda: self._client.v1.checkout.sessions.retrieve(identifiant, {"expand": [_CHARGE]}))

    def _session(self, genre: str, objet: Mapping[str, Any], dit_le: int) -> list[Evenement | None]:
        refuse = genre == "checkout.session.async_payment_failed"
        return [self._de_la_session(self._lire_session(objet["id"]), refuse=refuse)]

    def _charge(self, genre: str, objet: Mapping[str, Any], dit_le: int) -> list[Evenement | None]:
        """A refund made on Stripe's own pages is told of the charge."""
        if genre != "charge.refunded":
            return []
        rendus = self._demander(lambda: self._client.v1.refunds.list({"charge": objet["id"], "limit": 100}))
        return [self._du_remboursement(rendu, dit_le) for rendu in rendus["data"]]

    def _refund(self, genre: str, objet: Mapping[str, Any], dit_le: int) -> list[Evenement | None]:
        return [self._du_remboursement(self._demander(lambda: self._client.v1.refunds.retrieve(objet["id"])), dit_le)]

    def _dispute(self, genre: str, objet: Mapping[str, Any], dit_le: int) -> list[Evenement | None]:
        litige = self._demander(lambda: self._client.v1.disputes.retrieve(objet["id"]))
        etat = _LITIGES.get(str(litige.get("status")))
        le = litige["created"] if etat == EtatEvenement.OUVERT else dit_le
        return [self._evenement(TypeEvenement.LITIGE, etat, litige, litige["amount"], le)] if etat else []

    def _de_la_session(self, session: Mapping[str, Any], *, refuse: bool = False) -> Evenement | None:
        etat = _etat_de_session(session, refuse=refuse)
        if etat is None:
            return None
        intention = session.get("payment_intent") or {}
        debit = intention.get("latest_charge") or {}
        objet = {**session, "id": intention.get("id") or session["id"]}
        le = debit.get("created") or session["created"]  # a session may be opened the day before
        return self._evenement(TypeEvenement.PAIEMENT, etat, objet, session["amount_total"], le)

    def _du_remboursement(self, rendu: Mapping[str, Any], dit_le: int) -> Evenement | None:
        etat = _REMBOURSEMENTS.get(str(rendu.get("status")))
        if etat is None:
            return None
        le = dit_le if etat == EtatEvenement.ECHOUE else rendu["created"]
        return self._evenement(TypeEvenement.REMBOURSEMENT, etat, rendu, rendu["amount"], le)

    def _evenement(
        self, sujet: TypeEvenement, etat: EtatEvenement, objet: Mapping[str, Any], centimes: int, le: int
    ) -> Evenement | None:
        """`None` for what is not ours: an account may serve other sites. `le`: in seconds, as Stripe counts."""
        reference = self._reference(objet)
        if reference is None:
            return None
        return Evenement(
            passerelle=self.code,
            id_evenement=f"{objet['id']}:{sujet}:{etat}",
            id_psp=str(objet["id"]),
            type=sujet,
            etat=etat,
            ref_paiement=reference,
            centimes=int(centimes),
            devise=str(objet["currency"]).upper()[:3],
            mode=self.mode,
            horodatage=datetime.fromtimestamp(int(le), UTC),
            brut={
                "objet": str(objet["id"]),
                "etat": str(objet.get("status")),
                "montant": ecrire_montant(int(centimes)),
            },
        )

    def _reference(self, objet: Mapping[str, Any]) -> uuid.UUID | None:
        """Refunds and disputes made elsewhere carry nothing of ours: their payment does."""
        donnees = objet.get("metadata") or {}
        if "paiement" not in donnees and objet.get("object") in {"refund", "dispute"} and objet.get("payment_intent"):
            intention = self._demander(lambda: self._client.v1.payment_intents.retrieve(objet["payment_intent"]))
            donnees = intention.get("metadata") or {}
        try:
            return uuid.UUID(str(donnees.get("paiement")))
        except ValueError:
            return None


def construire() -> StripeCheckout:
    """From the settings."""
    return StripeCheckout(
        cle=settings.STRIPE_CLE, cle_notification=settings.STRIPE_CLE_NOTIFICATION, mode=mode_attendu()
    )


def _session_a_ouvrir(paiement: Paiement, urls: Urls) -> SessionCreateParams:
    """The same for the same payment: Stripe refuses a key that comes back with something else."""
    reference = str(paiement.public_id)
    return {
        "mode": "payment",
        "allowed_payment_method_types": ["card"],
        "locale": "fr",
        "client_reference_id": reference,
        "metadata": {"paiement": reference},
        "payment_intent_data": {"metadata": {"paiement": reference}},
        "expires_at": int(paiement.expire_le.timestamp()),
        "success_url": urls.retour,
        "cancel_url": urls.annulation,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "eur",
                    "unit_amount": paiement.montant_centimes,
                    "product_data": {"name": f"Cotisations, paiement {paiement.numero}"},
                },
            }
        ],
    }


def _etat_de_session(session: Mapping[str, Any], *, refuse: bool) -> EtatEvenement | None:
    if session.get("payment_status") == "paid":
        return EtatEvenement.PAYE
    if session.get("status") == "expired":
        return EtatEvenement.EXPIRE
    if refuse:
        return EtatEvenement.REFUSE
    return EtatEvenement.EN_ATTENTE if session.get("status") == "complete" else None


def _maintenant() -> int:
    return int(timezone.now().timestamp())


_LECTEURS: dict[str, Callable[[StripeCheckout, str, Mapping[str, Any], int], list[Evenement | None]]] = {
    "checkout.session": StripeCheckout._session,
    "charge": StripeCheckout._charge,
    "refund": StripeCheckout._refund,
    "dispute": StripeCheckout._dispute,
}
