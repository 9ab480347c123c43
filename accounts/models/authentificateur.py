"""The application on an agent's telephone that computes six-digit codes (TOTP, RFC 6238)."""

import time

from django.db import models
from django_otp.models import Device
from django_otp.oath import hotp

from accounts.models.compte import Compte
from carpimko_portal.lib.coffre import ouvrir, sceller

PAS = 30  # seconds
_TOLERANCE = 1  # codes before and after the current one


class Authentificateur(Device):  # type: ignore[misc] # django-otp has no types
    """One an agent. Until it is `confirmed` it opens nothing but its own setting up, and until `a_installer_avant`.

    The key is drawn by the session that sets it up and written with its first code. Whoever opened the access
    (`rouvert_par`) may not be the one who says that it is in the right hands: until somebody else does
    (`a_approuver`), its owner neither takes a batch of letters, nor confirms it, nor acts on other agents.

    django-otp keeps keys in clear and counts failures on the device; here the key is sealed, and the limits count.
    """

    user = models.OneToOneField(
        Compte, on_delete=models.CASCADE, related_name="authentificateur", verbose_name="compte"
    )
    cle_scellee = models.BinaryField("clé, scellée", default=bytes)
    dernier_pas = models.BigIntegerField("pas du dernier code accepté", default=-1)
    a_installer_avant = models.DateTimeField("à installer avant")
    a_approuver = models.BooleanField("à approuver par un autre agent", default=False)
    rouvert_par = models.ForeignKey(
        Compte, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="ouvert par"
    )

    class Meta:
        verbose_name = "authentificateur"

    def __str__(self) -> str:
        return f"Authentificateur de {self.user}"

    @property
    def cle(self) -> bytes:
        """The key shared with the telephone, 20 bytes."""
        return ouvrir(bytes(self.cle_scellee), contexte=self._contexte)

    @cle.setter
    def cle(self, cle: bytes) -> None:
        self.cle_scellee = sceller(cle, contexte=self._contexte)

    def pas_du_code(self, code: str) -> int | None:
        """The step `code` belongs to, if it is one of now; whether it has served is for `consommer` to say."""
        maintenant = int(time.time()) // PAS
        for pas in range(maintenant - _TOLERANCE, maintenant + _TOLERANCE + 1):
            if code_du_pas(self.cle, pas) == code:
                return pas
        return None

    def consommer(self, pas: int) -> bool:
        """Whether this step had not served: of several at once, one wins."""
        libre = Authentificateur.objects.filter(pk=self.pk, dernier_pas__lt=pas, cle_scellee=self.cle_scellee)
        return bool(libre.update(dernier_pas=pas))

    def confirmer(self, pas: int) -> bool:
        """Writes the key that this object holds, with its first step: of several who set it up, one wins."""
        ouvert = Authentificateur.objects.filter(pk=self.pk, confirmed=False, a_installer_avant=self.a_installer_avant)
        self.confirmed = bool(ouvert.update(cle_scellee=self.cle_scellee, dernier_pas=pas, confirmed=True))
        return self.confirmed

    @property
    def _contexte(self) -> bytes:
        return f"authentificateur:{self.user.public_id}".encode()


def attend_une_approbation(compte: Compte) -> bool:
    """Whether nobody else has said yet that this agent's access is in the right hands. One query."""
    return bool(Authentificateur.objects.filter(user=compte, a_approuver=True).exists())


def code_du_pas(cle: bytes, pas: int) -> str:
    """Six digits."""
    return f"{hotp(cle, pas):06d}"
