"""Direct debits: the lines announced to members, and those that a batch left out."""

import uuid
from datetime import date

from django.db import models

from accounts.models import Compte, Dossier
from cotisations.models.compte import Echeance
from cotisations.models.lot_de_prelevements import LotDePrelevements
from cotisations.models.mandat import MandatSepa
from cotisations.prelevements.calendrier import jour_de_reglement
from cotisations.prelevements.enums import A_RAPPELER, A_VENIR, ATTENDUS, VIVANTS, EtatPrelevement


class PrelevementQuerySet(models.QuerySet["Prelevement"]):
    def du_dossier(self, dossier: Dossier) -> "PrelevementQuerySet":
        return self.filter(dossier=dossier)

    def a_venir(self) -> "PrelevementQuerySet":
        """Announced, not given to the bank yet."""
        return self.filter(etat__in=A_VENIR)

    def attendus(self) -> "PrelevementQuerySet":
        """Announced, or on their way."""
        return self.filter(etat__in=ATTENDUS)

    def en_cours(self) -> "PrelevementQuerySet":
        """On their way: whoever pays another way now pays twice."""
        return self.filter(etat__in=[EtatPrelevement.INCLUS, EtatPrelevement.TRANSMIS])

    def a_rappeler(self, aujourdhui: date) -> "PrelevementQuerySet":
        """At the bank under a mandate that ended since, and it may still be asked not to take them: until the TARGET
        day before they settle."""
        chez_elle = self.filter(etat=EtatPrelevement.TRANSMIS, mandat__etat__in=A_RAPPELER)
        return chez_elle.filter(date_prelevement__gt=jour_de_reglement(aujourdhui))

    def chronologiques(self) -> "PrelevementQuerySet":
        return self.order_by("date_prelevement", "pk")


class Prelevement(models.Model):
    """What is to be taken for one échéance. `montant_centimes`: what is really asked, never more than was announced."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="prelevements", verbose_name="dossier", db_index=False
    )
    mandat = models.ForeignKey(MandatSepa, on_delete=models.PROTECT, related_name="+", verbose_name="mandat")
    echeance = models.ForeignKey(
        Echeance, null=True, on_delete=models.SET_NULL, related_name="prelevements", verbose_name="échéance"
    )  # a new échéancier may take it away: what was announced for it is then withdrawn
    etat = models.CharField("état", max_length=10, choices=EtatPrelevement, default=EtatPrelevement.PRENOTIFIE)
    date_prelevement = models.DateField("jour du prélèvement")
    montant_prevu_centimes = models.BigIntegerField("montant annoncé (centimes)")
    montant_centimes = models.BigIntegerField("montant demandé (centimes)", null=True, blank=True)
    end_to_end = models.CharField("référence de bout en bout", max_length=35, unique=True)
    annonce_le = models.DateField("annoncé le")
    lot = models.ForeignKey(
        LotDePrelevements,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="prelevements",
        verbose_name="lot",
    )
    represente = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="represente_par", verbose_name="reprend"
    )
    motif = models.CharField("motif", max_length=120, blank=True)
    rappele_le = models.DateField("rappelé à la banque le", null=True, blank=True)
    rappele_par = models.ForeignKey(
        Compte, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="rappelé par"
    )
    cree_le = models.DateTimeField("créé le")

    objects = PrelevementQuerySet.as_manager()

    class Meta:
        verbose_name = "prélèvement"
        indexes = [
            models.Index(fields=["dossier", "date_prelevement"], name="prelevement_par_dossier"),
            models.Index(fields=["etat", "date_prelevement"], name="prelevement_par_etat"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["echeance"], condition=models.Q(etat__in=VIVANTS), name="prelevement_un_vivant_par_echeance"
            ),
            models.CheckConstraint(
                name="prelevement_montants",
                condition=models.Q(montant_prevu_centimes__gt=0)
                & (
                    models.Q(montant_centimes__isnull=True)
                    | models.Q(montant_centimes__gt=0, montant_centimes__lte=models.F("montant_prevu_centimes"))
                ),
            ),
            models.CheckConstraint(
                name="prelevement_parti_avec_lot",
                condition=models.Q(etat=EtatPrelevement.PRENOTIFIE, lot__isnull=True)
                | models.Q(etat=EtatPrelevement.RETIRE)
                | (
                    ~models.Q(etat__in=[EtatPrelevement.PRENOTIFIE, EtatPrelevement.RETIRE])
                    & models.Q(lot__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="prelevement_rappele_avec_date",
                condition=models.Q(etat=EtatPrelevement.RAPPELE, rappele_le__isnull=False, rappele_par__isnull=False)
                | (
                    ~models.Q(etat=EtatPrelevement.RAPPELE)
                    & models.Q(rappele_le__isnull=True, rappele_par__isnull=True)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Prélèvement du {self.date_prelevement:%d/%m/%Y}"

    @property
    def a_prendre(self) -> int:
        """What is or was asked, in cents; what is announced until then."""
        return self.montant_centimes or self.montant_prevu_centimes


class PrelevementEcarte(models.Model):
    """A line that a batch did not take, or gave back at its validation, and why."""

    lot = models.ForeignKey(
        LotDePrelevements, on_delete=models.PROTECT, related_name="ecartes", verbose_name="lot", db_index=False
    )  # the unique constraint begins with it
    prelevement = models.ForeignKey(Prelevement, on_delete=models.PROTECT, related_name="+", verbose_name="prélèvement")
    motif = models.CharField("motif", max_length=120)

    class Meta:
        verbose_name = "prélèvement écarté"
        verbose_name_plural = "prélèvements écartés"
        constraints = [models.UniqueConstraint(fields=["lot", "prelevement"], name="prelevement_ecarte_une_fois")]

    def __str__(self) -> str:
        return self.motif
