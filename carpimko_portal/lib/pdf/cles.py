"""The key that signs documents: a file (PEM or PKCS#12), a PKCS#11 token, or one the demonstration makes for itself."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID
from django.conf import settings

from carpimko_portal.lib.secrets_locaux import fichier_local

_PKCS12 = frozenset({".p12", ".pfx"})
_DEBUT, _FIN = datetime(2020, 1, 1), datetime(2120, 1, 1)  # noqa: DTZ001 - X.509 dates are in UTC by definition


class CleInutilisable(ValueError):
    """The key or the certificate cannot be read, or do not belong together."""


@dataclass(frozen=True)
class Cle:
    """A private key, its certificate, and those above it."""

    privee: PrivateKeyTypes
    certificat: x509.Certificate
    chaine: tuple[x509.Certificate, ...]


def est_configuree() -> bool:
    """Whether the settings name a key; the demonstration does without."""
    return bool(settings.SIGNATURE_CLE or settings.SIGNATURE_MODULE)


def cle_en_fichier() -> Cle:
    """The key of `SIGNATURE_CLE`, else the demonstration's own. Raises `CleInutilisable`."""
    if settings.SIGNATURE_CLE:
        return lire_cle(Path(settings.SIGNATURE_CLE), settings.SIGNATURE_CERTIFICATS, settings.SIGNATURE_PHRASE)
    if settings.PRODUCTION:
        raise CleInutilisable("aucune clé de signature n’est donnée")
    fichier = fichier_local(
        settings.REPERTOIRE_DONNEES / "cles", "signature.pem", lambda: autosignee(settings.CAISSE_NOM)
    )
    return lire_cle(fichier, "", "")


def lire_cle(fichier: Path, certificats: str, phrase: str) -> Cle:
    """`certificats`: path of the certificates, the signer's first, when `fichier` does not hold them."""
    secret = phrase.encode() or None
    try:
        octets = fichier.read_bytes()
        if fichier.suffix.lower() in _PKCS12:
            privee, certificat, autres = pkcs12.load_key_and_certificates(octets, secret)
            lus = [certificat, *autres]
        else:
            privee = load_pem_private_key(octets, secret)
            lus = list(x509.load_pem_x509_certificates(Path(certificats).read_bytes() if certificats else octets))
    except (OSError, ValueError, TypeError) as cause:
        raise CleInutilisable(f"{fichier.name} : {cause}") from cause
    if privee is None or lus[0] is None or privee.public_key() != lus[0].public_key():
        raise CleInutilisable(f"{fichier.name} : la clé et son certificat ne vont pas ensemble")
    return Cle(privee, lus[0], tuple(autre for autre in lus[1:] if autre))


def autosignee(titulaire: str) -> str:
    """A new P-256 key and its certificate, in PEM. It proves that nothing changed, not who signed."""
    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, titulaire)])
    certificat = (
        x509.CertificateBuilder(nom, nom, cle.public_key(), x509.random_serial_number(), _DEBUT, _FIN)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usages(), critical=True)
        .sign(cle, hashes.SHA256())
    )
    privee = cle.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return (privee + certificat.public_bytes(Encoding.PEM)).decode()


def _usages() -> x509.KeyUsage:
    non = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign", "encipher_only",
         "decipher_only"), False,
    )  # fmt: skip
    return x509.KeyUsage(digital_signature=True, content_commitment=True, **non)
