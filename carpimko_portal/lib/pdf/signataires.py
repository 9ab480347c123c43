"""pyHanko's signers, over a key in memory or in a token."""

from typing import Any

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from pyhanko.sign.signers import SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from carpimko_portal.lib.pdf.cles import Cle


class SignataireEnMemoire(SimpleSigner):
    """Keeps the parsed key: pyHanko reads and checks it again at each signature (80 ms for RSA)."""

    def __init__(self, cle: Cle) -> None:
        der = cle.privee.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        chaine = SimpleCertificateStore()  # type: ignore[no-untyped-call] # pyHanko's own
        chaine.register_multiple([_asn1(certificat) for certificat in cle.chaine])
        super().__init__(_asn1(cle.certificat), keys.PrivateKeyInfo.load(der), chaine)
        self._privee = cle.privee

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        if digest_algorithm == "sha256" and isinstance(self._privee, EllipticCurvePrivateKey):
            return self._privee.sign(data, ECDSA(SHA256()))
        if digest_algorithm == "sha256" and isinstance(self._privee, RSAPrivateKey):
            return self._privee.sign(data, PKCS1v15(), SHA256())
        signature: bytes = super().sign_raw(data, digest_algorithm)
        return signature


def en_memoire(cle: Cle) -> SignataireEnMemoire:
    return SignataireEnMemoire(cle)


def du_jeton() -> Any:
    """The signer of a PKCS#11 token, its session open for the life of the process (extra `pyhanko[pkcs11]`)."""
    from pyhanko.config.pkcs11 import TokenCriteria
    from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session

    session = open_pkcs11_session(
        settings.SIGNATURE_MODULE,
        token_criteria=TokenCriteria(label=settings.SIGNATURE_JETON),
        user_pin=settings.SIGNATURE_PHRASE or None,
    )
    return PKCS11Signer(session, cert_label=settings.SIGNATURE_ETIQUETTE, other_certs_to_pull=None)


def _asn1(certificat: Any) -> x509.Certificate:
    return x509.Certificate.load(certificat.public_bytes(Encoding.DER))
