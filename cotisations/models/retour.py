"""What came back from the bank, and what agents decided of what waited for them."""

import uuid

from django.db import models

from accounts.models import Compte, Inalterable, InalterableQuerySet
from cotisations.models.prelevement import Prelevement
from cotisations.prelevements.enums import DecisionRetour, GenreDeRetour


class FichierDeRetours(Inalterable):
    """A file of the bank that was imported: the same bytes are imported once."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64)
    nom = models.CharField("nom", max_length=120)
    message = models.CharField("type de message", max_length=20)
    recu_le = models.DateTimeField("importé le")
    recu_par = models.ForeignKey(
        Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="importé par"
    )

    objects = InalterableQuerySet["FichierDeRetours"].as_manager()

    class Meta:
        verbose_name = "fichier de retours"
        verbose_name_plural = "fichiers de retours"
        constraints = [models.UniqueConstraint(fields=["sha256"], name="retours_fichier_unique")]

    def __str__(self) -> str:
        return self.nom


class RetourDePrelevementQuerySet(InalterableQuerySet["RetourDePrelevement"]):
    def a_examiner(self) -> "RetourDePrelevementQuerySet":
        """Those that wait for an agent: no decision ended them yet."""
        return self.exclude(anomalie="").exclude(decisions__est_finale=True)


class RetourDePrelevement(Inalterable):
    """One R-transaction as the bank told it. `prelevement` is null when no line of ours has this reference,
    `fichier` when a bank statement told it. `genre` may also be a whole batch, which `end_to_end` then names.

    `anomalie` says what an agent has to look at; empty when the return did what it had to.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    fichier = models.ForeignKey(
        FichierDeRetours, null=True, on_delete=models.PROTECT, related_name="retours", verbose_name="fichier"
    )
    prelevement = models.ForeignKey(
        Prelevement, null=True, on_delete=models.PROTECT, related_name="retours", verbose_name="prélèvement"
    )
    end_to_end = models.CharField("référence de bout en bout", max_length=35)
    genre = models.CharField("genre", max_length=12, choices=GenreDeRetour, default=GenreDeRetour.REJET)
    code = models.CharField("code motif", max_length=8, blank=True)
    montant_centimes = models.BigIntegerField("montant (centimes)", null=True)
    date_comptable = models.DateField("date comptable", null=True)
    anomalie = models.CharField("à examiner", max_length=240, blank=True)
    recu_le = models.DateTimeField("reçu le")

    objects = RetourDePrelevementQuerySet.as_manager()

    class Meta:
        verbose_name = "retour de prélèvement"
        verbose_name_plural = "retours de prélèvements"
        permissions = [("decider_retour", "Décider d’un retour de prélèvement")]
        indexes = [
            models.Index(fields=["recu_le"], name="retour_a_examiner", condition=~models.Q(anomalie="")),
        ]
        constraints = [
            # Of a reference that is not ours, nothing says that two returns are the same one.
            models.UniqueConstraint(
                fields=["end_to_end", "genre", "code"],
                condition=models.Q(prelevement__isnull=False) | models.Q(genre=GenreDeRetour.LOT),
                name="retour_unique_par_motif",
            ),
            models.UniqueConstraint(
                fields=["end_to_end", "montant_centimes", "date_comptable"],
                condition=models.Q(genre=GenreDeRetour.ENCAISSEMENT),
                name="retour_encaissement_unique",
            ),
        ]

    def __str__(self) -> str:
        if self.genre == GenreDeRetour.REJET:
            return f"Retour {self.code or 'sans motif'}"
        return f"{self.get_genre_display()} {self.end_to_end}"


class DecisionDeRetour(Inalterable):
    """One decision on a return, the `rang`-th: two people cannot both take the next one.

    `est_finale`: the return waits no more. Applying it does not end it when its reason asks what follows.
    """

    retour = models.ForeignKey(
        RetourDePrelevement, on_delete=models.PROTECT, related_name="decisions", verbose_name="retour", db_index=False
    )  # the unique constraint begins with it
    rang = models.PositiveSmallIntegerField("rang")
    decision = models.CharField("décision", max_length=12, choices=DecisionRetour)
    est_finale = models.BooleanField("dernière")
    motif = models.CharField("motif", max_length=200, blank=True)
    le = models.DateTimeField("le")
    par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+", verbose_name="par")

    objects = InalterableQuerySet["DecisionDeRetour"].as_manager()

    class Meta:
        verbose_name = "décision sur un retour"
        verbose_name_plural = "décisions sur les retours"
        constraints = [
            models.UniqueConstraint(fields=["retour", "rang"], name="decision_de_retour_une_par_rang"),
            models.UniqueConstraint(
                fields=["retour"], condition=models.Q(est_finale=True), name="decision_de_retour_une_finale"
            ),
            models.CheckConstraint(
                name="decision_de_retour_classee_avec_motif",
                condition=~models.Q(decision=DecisionRetour.CLASSER) | ~models.Q(motif=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()} le {self.le:%d/%m/%Y}"
