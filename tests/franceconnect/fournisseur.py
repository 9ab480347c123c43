"""A FranceConnect that a test makes lie: a real HTTP server on the loopback, in a thread."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

CLIENT, SECRET = "client-d-essai", "secret-d-essai-de-trente-deux-caracteres"
SUB = "5" * 64 + "v1"
PIVOT = {
    "given_name": "Alice Marie",
    "family_name": "FICTIVE",
    "gender": "female",
    "birthdate": "1980-02-29",
    "birthplace": "75107",
    "birthcountry": "99100",
}
KID = "pkcs11:ES256:hsm"
Forge = Callable[["Fournisseur", dict[str, Any]], str]


def signer(fournisseur: "Fournisseur", claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "ES256", "kid": KID}, claims, fournisseur.cle, algorithms=["ES256"])


@dataclass
class Fournisseur:
    """Honest, until a test says otherwise. `None` as the value of a claim removes it."""

    port: int = 0
    nonce: str = ""
    sub: str = SUB
    pivot: dict[str, str] = field(default_factory=lambda: dict(PIVOT))
    cle: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    id_token: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    forge_id_token: Forge = signer
    forge_userinfo: Forge = signer
    media: str = "application/jwt"
    statuts: dict[str, int] = field(default_factory=dict)
    corps: dict[str, bytes] = field(default_factory=dict)
    delais: dict[str, float] = field(default_factory=dict)
    jwks: list[dict[str, Any]] | None = None
    recus: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)

    @property
    def emetteur(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/v2"

    def cles(self) -> list[dict[str, Any]]:
        return [{**self.cle.as_dict(private=False), "kid": KID, "alg": "ES256", "use": "sig"}]

    def compte(self, chemin: str) -> int:
        return sum(1 for _, demande, _ in self.recus if demande.endswith(chemin))

    def repondre(self, chemin: str) -> tuple[int, str, bytes]:
        """Status, media type, body."""
        statut = self.statuts.get(chemin, 200)
        if statut != 200:
            return statut, "application/json", b'{"error": "essai", "secret": "CLAIM-SECRET"}'
        if chemin in self.corps:
            return 200, "application/json", self.corps[chemin]
        if chemin == "token":
            jetons = {"access_token": "acces", "expires_in": 60, "token_type": "Bearer", "scope": "openid"}
            jetons["id_token"] = self.forge_id_token(self, self._claims(self._id_token(), self.id_token))
            return 200, "application/json", json.dumps(jetons).encode()
        if chemin == "userinfo":
            claims = self._claims({**self._communs(), "sub": self.sub, **self.pivot}, self.userinfo)
            return 200, self.media, self.forge_userinfo(self, claims).encode()
        return 200, "application/json", json.dumps({"keys": self.cles() if self.jwks is None else self.jwks}).encode()

    def _id_token(self) -> dict[str, Any]:
        return {**self._communs(), "sub": self.sub, "nonce": self.nonce, "acr": "eidas1"}

    def _communs(self) -> dict[str, Any]:
        maintenant = int(time.time())
        return {"iss": self.emetteur, "aud": CLIENT, "iat": maintenant, "exp": maintenant + 60}

    @staticmethod
    def _claims(claims: dict[str, Any], autres: dict[str, Any]) -> dict[str, Any]:
        return {nom: valeur for nom, valeur in {**claims, **autres}.items() if valeur is not None}


@contextmanager
def ouvert(fournisseur: Fournisseur) -> Iterator[Fournisseur]:
    """Serves it while the block runs."""

    class Guichet(BaseHTTPRequestHandler):
        def repondre(self) -> None:
            chemin = self.path.removeprefix("/api/v2/")
            corps = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            recu = {nom: valeurs[0] for nom, valeurs in parse_qs(corps).items()}
            fournisseur.recus.append((self.command, chemin, recu))
            time.sleep(fournisseur.delais.get(chemin, 0))
            statut, media, octets = fournisseur.repondre(chemin)
            try:
                self.send_response(statut)
                self.send_header("Content-Type", media)
                self.send_header("Content-Length", str(len(octets)))
                if statut in {302, 307}:
                    self.send_header("Location", f"{fournisseur.emetteur}/ailleurs")
                self.end_headers()
                self.wfile.write(octets)
            except OSError:  # who asked has stopped waiting
                pass

        do_GET = do_POST = repondre  # noqa: N815 - the names of the library

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the library
            """Tests read what the portal logs."""

    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Guichet)
    serveur.daemon_threads = True
    fournisseur.port = serveur.server_port
    fil = Thread(target=serveur.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    fil.start()
    try:
        yield fournisseur
    finally:
        serveur.shutdown()
        serveur.server_close()
        fil.join()


# Forgeries -------------------------------------------------------------------------------------


def autre_cle(fournisseur: Fournisseur, claims: dict[str, Any]) -> str:
    """The right name of a key, and another key."""
    return jwt.encode({"alg": "ES256", "kid": KID}, claims, ECKey.generate_key("P-256"), algorithms=["ES256"])


def sans_signature(fournisseur: Fournisseur, claims: dict[str, Any]) -> str:
    import jwt as pyjwt

    return pyjwt.encode(claims, "", algorithm="none", headers={"kid": KID})


def cle_embarquee(fournisseur: Fournisseur, claims: dict[str, Any]) -> str:
    """A key of the forger's, offered in the header."""
    cle = ECKey.generate_key("P-256")
    entete = {"alg": "ES256", "kid": KID, "jwk": cle.as_dict(private=False)}
    return jwt.encode(entete, claims, cle, algorithms=["ES256"])


def secret_partage(fournisseur: Fournisseur, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "HS256", "kid": KID}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])


def cle_publique_en_secret(fournisseur: Fournisseur, claims: dict[str, Any]) -> str:
    """HS256 with what everyone knows: the public key."""
    cle = OctKey.import_key(fournisseur.cle.as_pem(private=False))
    return jwt.encode({"alg": "HS256", "kid": KID}, claims, cle, algorithms=["HS256"])


def kid_inconnu(fournisseur: Fournisseur, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "ES256", "kid": "inconnu"}, claims, fournisseur.cle, algorithms=["ES256"])


def sans_kid(fournisseur: Fournisseur, claims: dict[str, Any]) -> str:
    return jwt.encode({"alg": "ES256"}, claims, fournisseur.cle, algorithms=["ES256"])


def illisible(fournisseur: Fournisseur, claims: dict[str, Any]) -> str:
    return "pas.un.jeton"


def en_clair(fournisseur: Fournisseur, claims: dict[str, Any]) -> str:
    return json.dumps(claims)


FORGES: dict[str, Forge] = {
    forge.__name__: forge
    for forge in (
        autre_cle, sans_signature, cle_embarquee, secret_partage, cle_publique_en_secret, kid_inconnu, sans_kid,
        illisible, en_clair,
    )
}  # fmt: skip
