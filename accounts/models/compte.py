"""A person who logs in."""

import uuid
from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

if TYPE_CHECKING:
    from accounts.models.acces import Acces


class Compte(AbstractBaseUser, PermissionsMixin):
    """What authenticates one person, whatever the number of dossiers they reach through `Acces`."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    identifiant = models.CharField(
        "identifiant",
        max_length=254,
        unique=True,
        help_text="Adresse e-mail des agents et des délégués ; suite opaque pour les titulaires, "
        "qui se présentent par leur numéro de dossier.",
    )
    est_agent = models.BooleanField("agent de la caisse", default=False)
    is_active = models.BooleanField("actif", default=True)
    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    derniere_connexion_avant = models.DateTimeField("connexion précédente", null=True, blank=True)

    appareils_nonce = models.UUIDField("révocation des appareils connus", default=uuid.uuid4, editable=False)

    acces_lus: "tuple[Acces, ...]" = ()  # what was fetched with this row, good for one request

    objects = BaseUserManager()

    USERNAME_FIELD = "identifiant"

    class Meta:
        verbose_name = "compte"
        permissions = [("gerer_agents", "Gérer les comptes des agents")]

    def __str__(self) -> str:
        """Agents are known to each other by their professional address; a member's compte says nothing of them."""
        return self.identifiant if self.est_agent else f"Compte {self.public_id}"

    @property
    def is_staff(self) -> bool:
        """Django's word for an agent of the caisse."""
        return self.est_agent
