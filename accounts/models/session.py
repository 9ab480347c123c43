"""Which sessions belong to whom."""

import uuid

from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone

from accounts.models.compte import Compte


class SessionOuverte(models.Model):
    """What a person recognises a session by: browser, network, date. It lives and dies with its session.

    The last visit is read in the session itself: a page costs no query more than before.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    session = models.OneToOneField(
        Session, primary_key=True, on_delete=models.CASCADE, related_name="+", verbose_name="session"
    )
    compte = models.ForeignKey(Compte, on_delete=models.CASCADE, related_name="+", verbose_name="compte")
    appareil = models.CharField("navigateur", max_length=60)
    reseau = models.CharField("réseau", max_length=49, blank=True)
    ouverte_le = models.DateTimeField("ouverte le", default=timezone.now)

    class Meta:
        verbose_name = "session ouverte"
        verbose_name_plural = "sessions ouvertes"

    def __str__(self) -> str:
        return f"Session de {self.compte}"
