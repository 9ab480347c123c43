"""What agents decided of the returns that waited for them."""

from django.db import models

from accounts.models import Compte, Inalterable, InalterableQuerySet
from cotisations.models.prelevement import RetourDePrelevement
from cotisations.prelevements.enums import DecisionRetour


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
