"""Batches of letters."""

import uuid

from django.db import models
from django.utils import timezone

from accounts.enums import EtatLot
from accounts.models.compte import Compte

A_TERMINER = (EtatLot.EN_PREPARATION, EtatLot.PRET)
VIVANTS = (*A_TERMINER, EtatLot.TELECHARGE)
FINIS = (EtatLot.POSTE, EtatLot.ABANDONNE)


class LotQuerySet(models.QuerySet["LotDeCourriers"]):
    def vivants(self) -> "LotQuerySet":
        """Neither handed to La Poste nor abandoned."""
        return self.filter(etat__in=VIVANTS)


class LotDeCourriers(models.Model):
    """The letters asked for until `coupure_le`, prepared by one agent and handed to La Poste by another.

    A batch may be empty: whoever follows a request sees the same progress whether their dossier exists or not.
    `cle` is the envelope of the key that seals its chunks (`carpimko_portal.lib.coffre`); emptied with the batch's
    end, nothing opens them any more. One batch at a time is prepared: the next waits until it is downloaded.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    etat = models.CharField("état", max_length=16, choices=EtatLot, default=EtatLot.EN_PREPARATION)
    coupure_le = models.DateTimeField("demandes reçues jusqu’au", default=timezone.now)
    prepare_par = models.ForeignKey(
        Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="préparé par"
    )
    confirme_par = models.ForeignKey(
        Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="remise confirmée par"
    )
    poste_le = models.DateTimeField("remis à La Poste le", null=True, blank=True)
    prepare_le = models.DateTimeField("préparé le", default=timezone.now)
    plis = models.PositiveIntegerField("plis", default=0)
    imprimes = models.PositiveIntegerField("plis imprimés", default=0)
    cle = models.BinaryField("clé du lot, scellée", default=bytes)
    origine = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="regenerations", verbose_name="régénère le lot"
    )
    regeneration = models.PositiveSmallIntegerField("régénération", default=0)
    motif = models.CharField("motif de la régénération", max_length=200, blank=True)

    billet = models.UUIDField("billet de téléchargement", null=True, blank=True)
    billet_expire_le = models.DateTimeField("billet valable jusqu’au", null=True, blank=True)
    telecharge_le = models.DateTimeField("téléchargé le", null=True, blank=True)
    sha256_pdf = models.CharField("SHA-256 du PDF remis", max_length=64, blank=True)
    sha256_manifeste = models.CharField("SHA-256 du manifeste", max_length=64, blank=True)
    abandonne_le = models.DateTimeField("abandonné le", null=True, blank=True)

    objects = LotQuerySet.as_manager()

    class Meta:
        verbose_name = "lot de courriers"
        verbose_name_plural = "lots de courriers"
        permissions = [
            ("preparer_lot", "Préparer un lot de courriers"),
            ("confirmer_lot", "Confirmer la remise à La Poste"),
            ("regenerer_courrier", "Régénérer un courrier"),
        ]
        indexes = [models.Index(fields=["coupure_le"], name="lot_par_coupure")]
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(etat__in=A_TERMINER),
                name="lot_un_seul_en_preparation",
            ),
            models.CheckConstraint(
                name="lot_cle_detruite_a_la_fin", condition=~models.Q(etat__in=FINIS) | models.Q(cle=b"")
            ),
            models.CheckConstraint(name="lot_imprimes_au_plus", condition=models.Q(imprimes__lte=models.F("plis"))),
            models.CheckConstraint(
                name="lot_regenere_avec_motif",
                condition=models.Q(origine__isnull=True, regeneration=0)
                | (models.Q(origine__isnull=False, regeneration__range=(1, 2)) & ~models.Q(motif="")),
            ),
            models.CheckConstraint(
                name="lot_date_si_abandonne",
                condition=models.Q(etat=EtatLot.ABANDONNE, abandonne_le__isnull=False)
                | (~models.Q(etat=EtatLot.ABANDONNE) & models.Q(abandonne_le__isnull=True)),
            ),
            models.CheckConstraint(
                name="lot_poste_par_quelqu_un",
                condition=models.Q(etat=EtatLot.POSTE, poste_le__isnull=False, confirme_par__isnull=False)
                | (~models.Q(etat=EtatLot.POSTE) & models.Q(poste_le__isnull=True, confirme_par__isnull=True)),
            ),
            models.CheckConstraint(
                name="lot_deux_personnes",
                condition=models.Q(confirme_par__isnull=True) | ~models.Q(confirme_par=models.F("prepare_par")),
            ),
        ]

    def __str__(self) -> str:
        return f"Lot {self.reference}"

    @property
    def reference(self) -> str:
        """`L20261122-7F3A`: its day and the start of its public id, in capitals. On each sheet and in the manifest."""
        return f"L{timezone.localdate(self.prepare_le):%Y%m%d}-{self.public_id.hex[:4].upper()}"
