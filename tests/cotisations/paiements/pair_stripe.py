"""A loopback peer that answers what Stripe answers, to the calls the adapter makes and no other."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

CREE_LE = 1_795_338_000  # 22 November 2026, 9 h UTC

PAYE_LE = CREE_LE + 1_800


@dataclass
class Pair:
    """`objets`: what Stripe holds, by address. `appels`: what was asked of it."""

    objets: dict[str, dict[str, Any]] = field(default_factory=dict)
    cles: dict[str, tuple[dict[str, str], dict[str, Any]]] = field(default_factory=dict)
    appels: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    adresse: str = ""
    en_panne: bool = False
    reponses_perdues: int = 0  # done, and not heard
    statut_des_remboursements: str = "succeeded"
    remboursements: list[str] = field(default_factory=list)

    def repondre(self, methode: str, chemin: str, champs: dict[str, str], cle: str) -> tuple[int, dict[str, Any]]:
        self.appels.append((methode, chemin, champs))
        if self.en_panne:
            return 500, {"error": {"type": "api_error", "message": "panne"}}
        if methode == "GET":
            chemin, _, question = chemin.partition("?")
            if chemin in self.objets:
                return 200, self._deplier(self.objets[chemin], dict(parse_qsl(question)).get("expand[0]", ""))
            return 404, {"error": {"type": "invalid_request_error", "message": f"No such object: {chemin}"}}
        if cle in self.cles and self.cles[cle][0] != champs:
            return 400, {"error": {"type": "idempotency_error", "message": "Keys for idempotent requests…"}}
        if cle not in self.cles:
            self.cles[cle] = champs, self._creer(chemin, champs)
        if self.reponses_perdues:
            self.reponses_perdues -= 1
            return 500, {"error": {"type": "api_error", "message": "perdue"}}
        return 200, self.cles[cle][1]

    def _deplier(self, objet: dict[str, Any], chemin: str) -> dict[str, Any]:
        """`objet`, with what it only names at `chemin` (`a.b`) put in its place."""
        nom, _, suite = chemin.partition(".")
        if not (nom and objet.get(nom)):
            return objet
        genre = {"payment_intent": "payment_intents", "latest_charge": "charges"}[nom]
        return {**objet, nom: self._deplier(self.objets[f"/v1/{genre}/{objet[nom]}"], suite)}

    def _creer(self, chemin: str, champs: dict[str, str]) -> dict[str, Any]:
        if chemin == "/v1/checkout/sessions":
            return self.session(champs["metadata[paiement]"], int(champs["line_items[0][price_data][unit_amount]"]))
        if chemin == "/v1/refunds":
            self.remboursements.append(nom := f"re_{len(self.remboursements) + 1}")
            return self.remboursement(
                nom, int(champs["amount"]), intention=champs["payment_intent"], status=self.statut_des_remboursements
            )
        assert chemin.endswith("/expire"), chemin
        objet = self.objets[chemin.removesuffix("/expire")]
        objet["status"] = "expired"
        return objet

    def session(self, reference: str, centimes: int, **champs: Any) -> dict[str, Any]:
        objet = {
            "id": "cs_test_1", "object": "checkout.session", "url": f"{self.adresse}/payer/cs_test_1", "status": "open",
            "payment_status": "unpaid", "amount_total": centimes, "currency": "eur", "created": CREE_LE,
            "payment_intent": None, "livemode": False, "metadata": {"paiement": reference},
        }  # fmt: skip
        self.objets["/v1/checkout/sessions/cs_test_1"] = {**objet, **champs}
        self.objets["/v1/payment_intents/pi_1"] = {
            "id": "pi_1", "object": "payment_intent", "metadata": {"paiement": reference}, "latest_charge": "ch_1",
        }  # fmt: skip
        self.objets["/v1/charges/ch_1"] = {"id": "ch_1", "object": "charge", "created": PAYE_LE}
        return self.objets["/v1/checkout/sessions/cs_test_1"]

    def remboursement(self, nom: str, centimes: int, *, intention: str = "pi_1", **champs: Any) -> dict[str, Any]:
        objet = {
            "id": nom, "object": "refund", "amount": centimes, "currency": "eur", "created": CREE_LE,
            "status": "succeeded", "payment_intent": intention, "metadata": {},
        }  # fmt: skip
        self.objets[f"/v1/refunds/{nom}"] = {**objet, **champs}
        self.objets["/v1/refunds"] = {"object": "list", "data": [self.objets[f"/v1/refunds/{nom}"]], "has_more": False}
        return self.objets[f"/v1/refunds/{nom}"]

    def litige(self, centimes: int, etat: str) -> dict[str, Any]:
        self.objets["/v1/disputes/du_1"] = {
            "id": "du_1", "object": "dispute", "amount": centimes, "currency": "eur", "created": CREE_LE,
            "status": etat, "payment_intent": "pi_1", "metadata": {},
        }  # fmt: skip
        return self.objets["/v1/disputes/du_1"]


@contextmanager
def pair() -> Iterator[Pair]:
    """The peer, listening until the end of the block."""
    stripe = Pair()

    class Guichet(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._repondre("GET")

        def do_POST(self) -> None:
            self._repondre("POST")

        def _repondre(self, methode: str) -> None:
            corps = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            statut, objet = stripe.repondre(
                methode, self.path, dict(parse_qsl(corps)), self.headers.get("Idempotency-Key", "")
            )
            octets = json.dumps(objet).encode()
            self.send_response(statut)
            self.send_header("Content-Type", "application/json")
            self.send_header("Stripe-Should-Retry", "false")
            self.send_header("Content-Length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        def log_message(self, *mots: Any) -> None:
            """Silence: a test says what it has to."""

    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Guichet)
    fil = Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    fil.start()
    stripe.adresse = f"http://127.0.0.1:{serveur.server_port}"
    try:
        yield stripe
    finally:
        serveur.shutdown()
        serveur.server_close()


def signee(
    objet: dict[str, Any], genre: str, *, cle: str, livemode: bool = False, age: int = 0, dit_le: int = CREE_LE
) -> tuple[bytes, str]:
    """A notification and its header, as Stripe signs them."""
    corps = json.dumps({
        "id": "evt_1", "object": "event", "type": genre, "livemode": livemode, "created": dit_le,
        "data": {"object": objet},
    }).encode()  # fmt: skip
    moment = int(time.time()) - age
    sceau = hmac.new(cle.encode(), f"{moment}.".encode() + corps, hashlib.sha256).hexdigest()
    return corps, f"t={moment},v1={sceau}"
