"""The boîte d'envoi: each mail the portal owes someone, until it has left."""

import uuid
from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.enums import EtatEnvoi
from accounts.models.dossier import Dossier

EN_ATTENTE = (EtatEnvoi.A_ENVOYER, EtatEnvoi.EN_COURS)


class EnvoiQuerySet(models.QuerySet["Envoi"]):
    def dus(self, maintenant: datetime) -> "EnvoiQuerySet":
        """What may be taken now: waiting since long enough, or taken by someone whose lease has ended."""
        return self.filter(etat__in=EN_ATTENTE, prochain_le__lte=maintenant)

    def echoues(self) -> "EnvoiQuerySet":
        """The dead letters, which `rejouer` gives another life."""
        return self.filter(etat=EtatEnvoi.ECHEC)


class Envoi(models.Model):
    """One mail to send. Its text is composed when it leaves; the row holds references, never a secret or an address.

    `prochain_le` is the moment from which anyone may take it: the next try of a waiting mail, the end of
    the lease of a mail being sent. `essais` counts the times it was taken, and says whose lease it is.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    genre = models.CharField("genre", max_length=40)
    cle = models.CharField("clé", max_length=200, help_text="Deux envois de même clé n’en font qu’un.")
    dossier = models.ForeignKey(Dossier, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="dossier")
    references = models.JSONField("références", default=dict)
    etat = models.CharField("état", max_length=10, choices=EtatEnvoi, default=EtatEnvoi.A_ENVOYER)
    essais = models.PositiveSmallIntegerField("essais", default=0)
    prochain_le = models.DateTimeField("pas avant", default=timezone.now)
    derniere_erreur = models.CharField("dernière erreur", max_length=80, blank=True)
    cree_le = models.DateTimeField("créé le", default=timezone.now)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)

    objects = EnvoiQuerySet.as_manager()

    class Meta:
        verbose_name = "envoi"
        permissions = [("rejouer_envoi", "Remettre un e-mail à envoyer")]
        indexes = [
            models.Index(fields=["prochain_le"], name="envoi_en_attente", condition=models.Q(etat__in=EN_ATTENTE))
        ]
        constraints = [  # not `unique=True`, which on PostgreSQL adds an index for LIKE to each row written
            models.UniqueConstraint(fields=["cle"], name="envoi_un_par_cle"),
            models.CheckConstraint(
                name="envoi_date_si_envoye",
                condition=models.Q(etat=EtatEnvoi.ENVOYE, envoye_le__isnull=False)
                | (~models.Q(etat=EtatEnvoi.ENVOYE) & models.Q(envoye_le__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.genre} · {self.get_etat_display()}"

    @property
    def message_id(self) -> str:
        """The same at each try: whoever receives the mail twice can tell."""
        hote = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
        return f"<{self.public_id}@{hote}>"
