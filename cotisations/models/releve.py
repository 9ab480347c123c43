"""Bank statements, their operations, and what was decided of each."""

import uuid
from collections.abc import Collection

from django.db import models

from accounts.models import Compte, Dossier, Inalterable, InalterableQuerySet
from cotisations.banque.etats import A_RAPPROCHER, Decision, EtatOperation, FormatReleve, Methode
from cotisations.models.compte import Ecriture


class ReleveQuerySet(InalterableQuerySet["Releve"]):
    def du_compte(self, iban: str) -> "ReleveQuerySet":
        return self.filter(iban=iban)

    def chronologiques(self) -> "ReleveQuerySet":
        return self.order_by("date_debut", "date_fin", "pk")


class Releve(Inalterable):
    """One statement of one account of the fund, as the bank gave it. `rang`: its place in the file `sha256`."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField("SHA-256 du fichier", max_length=64)
    rang = models.PositiveSmallIntegerField("rang dans le fichier")
    format = models.CharField("format", max_length=8, choices=FormatReleve)
    iban = models.CharField("compte de la caisse", max_length=34)
    reference = models.CharField("référence de la banque", max_length=40, blank=True)
    date_debut = models.DateField("du")
    date_fin = models.DateField("au")
    solde_debut_centimes = models.BigIntegerField("solde avant (centimes)")
    solde_fin_centimes = models.BigIntegerField("solde après (centimes)")
    lues = models.PositiveIntegerField("opérations lues")
    nouvelles = models.PositiveIntegerField("opérations nouvelles", help_text="Les autres étaient déjà connues.")
    importe_le = models.DateTimeField("importé le")
    importe_par = models.ForeignKey(
        Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="importé par"
    )

    objects = ReleveQuerySet.as_manager()

    class Meta:
        verbose_name = "relevé bancaire"
        verbose_name_plural = "relevés bancaires"
        permissions = [("importer_releve", "Importer un relevé bancaire")]
        indexes = [models.Index(fields=["iban", "date_fin"], name="releve_par_compte")]
        constraints = [
            models.UniqueConstraint(fields=["sha256", "rang"], name="releve_une_seule_fois"),
            models.CheckConstraint(
                name="releve_dans_l_ordre", condition=models.Q(date_fin__gte=models.F("date_debut"))
            ),
            models.CheckConstraint(name="releve_nouvelles_lues", condition=models.Q(nouvelles__lte=models.F("lues"))),
        ]

    def __str__(self) -> str:
        return f"Relevé du {self.date_debut:%d/%m/%Y} au {self.date_fin:%d/%m/%Y}"


class OperationQuerySet(models.QuerySet["Operation"]):
    def a_rapprocher(self) -> "OperationQuerySet":
        """Those that wait for an agent."""
        return self.filter(etat__in=A_RAPPROCHER)

    def recues(self) -> "OperationQuerySet":
        """Those that nothing has looked at yet."""
        return self.filter(etat=EtatOperation.RECUE)

    # SQLite takes a partial index only when the query says its condition too.
    def des_prelevements(self, references: Collection[str]) -> "OperationQuerySet":
        """Those that name one of these lines, by its end-to-end reference."""
        return self.filter(end_to_end__in=references).exclude(end_to_end="")

    def des_lots(self, noms: Collection[str]) -> "OperationQuerySet":
        """Those that name one of these batches."""
        return self.filter(lot__in=noms).exclude(lot="")


class Operation(models.Model):
    """One movement of an account of the fund. What the bank said never changes; `etat` follows the decisions.

    `empreinte` names it whatever file it came in (docs/adr/0023). Who paid, from where and with which words is
    sealed in `scelle`; `iban_empreinte` recognises an account without telling it.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    releve = models.ForeignKey(
        Releve, to_field="public_id", on_delete=models.PROTECT, related_name="operations", verbose_name="relevé"
    )  # drawn before the statement is known whole: it is written last
    empreinte = models.CharField("empreinte", max_length=64)
    date_operation = models.DateField("date comptable")
    montant_centimes = models.BigIntegerField("montant (centimes)", help_text="Positif : reçu. Négatif : débité.")
    code = models.CharField("code de l’opération", max_length=35, blank=True)
    reference_banque = models.CharField("référence de la banque", max_length=40, blank=True)
    end_to_end = models.CharField("identifiant de bout en bout", max_length=40, blank=True)
    rum = models.CharField("référence de mandat", max_length=40, blank=True)
    lot = models.CharField("lot", max_length=40, blank=True)
    nombre = models.PositiveIntegerField("transactions", default=1)
    motif = models.CharField("motif de retour", max_length=35, blank=True)
    est_frais = models.BooleanField("frais bancaires", default=False)
    est_extourne = models.BooleanField("extourne", default=False)
    iban_empreinte = models.CharField("empreinte de l’IBAN", max_length=64, blank=True)
    scelle = models.BinaryField("contenu scellé")
    etat = models.CharField("état", max_length=14, choices=EtatOperation, default=EtatOperation.RECUE)
    importee_le = models.DateTimeField("importée le")

    objects = OperationQuerySet.as_manager()

    class Meta:
        verbose_name = "opération bancaire"
        verbose_name_plural = "opérations bancaires"
        permissions = [("rapprocher_operation", "Rapprocher une opération bancaire")]
        indexes = [
            models.Index(fields=["iban_empreinte"], name="operation_iban"),
            models.Index(
                fields=["date_operation"], name="operation_en_cours", condition=~models.Q(etat=EtatOperation.RAPPROCHEE)
            ),
            # Most operations carry neither.
            models.Index(fields=["end_to_end"], name="operation_bout_en_bout", condition=~models.Q(end_to_end="")),
            models.Index(fields=["lot"], name="operation_lot", condition=~models.Q(lot="")),
        ]
        constraints = [  # not `unique=True`, which on PostgreSQL adds an index for LIKE to each row written
            models.UniqueConstraint(fields=["empreinte"], name="operation_une_par_empreinte"),
            models.CheckConstraint(name="operation_non_nulle", condition=~models.Q(montant_centimes=0)),
            models.CheckConstraint(name="operation_nombre_positif", condition=models.Q(nombre__gte=1)),
        ]

    def __str__(self) -> str:
        return f"Opération du {self.date_operation:%d/%m/%Y}"


class RapprochementQuerySet(InalterableQuerySet["Rapprochement"]):
    def dans_l_ordre(self) -> "RapprochementQuerySet":
        return self.order_by("operation", "rang")


class Rapprochement(Inalterable):
    """One decision on an operation, the `rang`-th: two people cannot both take the next one.

    `ecriture`: what it posted, or cancelled. `objet`: what else it is about, a batch of prélèvements for instance.
    """

    operation = models.ForeignKey(
        Operation, on_delete=models.PROTECT, related_name="rapprochements", verbose_name="opération", db_index=False
    )  # the unique constraint begins with it
    rang = models.PositiveSmallIntegerField("rang")
    decision = models.CharField("décision", max_length=12, choices=Decision)
    methode = models.CharField("méthode", max_length=14, choices=Methode, blank=True)
    dossier = models.ForeignKey(Dossier, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="dossier")
    ecriture = models.OneToOneField(
        Ecriture, null=True, on_delete=models.PROTECT, related_name="rapprochement", verbose_name="écriture"
    )
    objet = models.CharField("objet", max_length=80, blank=True)
    motif = models.CharField("motif", max_length=200, blank=True)
    le = models.DateTimeField("le")
    par = models.ForeignKey(Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="par")

    objects = RapprochementQuerySet.as_manager()

    class Meta:
        verbose_name = "décision de rapprochement"
        verbose_name_plural = "décisions de rapprochement"
        constraints = [
            models.UniqueConstraint(fields=["operation", "rang"], name="rapprochement_un_par_rang"),
            models.CheckConstraint(name="rapprochement_rang_positif", condition=models.Q(rang__gte=1)),
            models.CheckConstraint(
                name="rapprochement_ecriture_d_un_dossier",
                condition=models.Q(ecriture__isnull=True) | models.Q(dossier__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} le {self.le:%d/%m/%Y}"
