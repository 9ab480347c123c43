"""The call of a year: what was asked, on which income, line by line. Evidence, never edited."""

import uuid

from django.db import models

from accounts.models import Compte, Dossier, Inalterable, InalterableQuerySet
from cotisations.calcul.lignes import Regime
from cotisations.enums import CauseAppel, Periodicite


class AppelCotisationQuerySet(InalterableQuerySet["AppelCotisation"]):
    def du_dossier(self, dossier: Dossier) -> "AppelCotisationQuerySet":
        return self.filter(dossier=dossier)

    def recents_dabord(self) -> "AppelCotisationQuerySet":
        return self.order_by("-annee", "-version")

    def en_vigueur(self) -> "AppelCotisationQuerySet":
        """Those that no later version replaces."""
        return self.filter(remplace_par__isnull=True)


class AppelCotisation(Inalterable):
    """The cotisations of `annee`, and the régularisation of the year before. A new version takes the place of the last.

    What the lines were computed from is kept as `cotisations.calcul.Situation` takes it, so that each can be
    explained again. Incomes are null when unknown: the first years, or no declaration (`est_taxation`).
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="appels", verbose_name="dossier", db_index=False
    )  # the unique constraint begins with it
    annee = models.PositiveSmallIntegerField("année de cotisation")
    version = models.PositiveSmallIntegerField("version")
    cause = models.CharField("cause", max_length=14, choices=CauseAppel)
    remplace = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="remplace_par", verbose_name="remplace"
    )
    assiette_centimes = models.BigIntegerField("assiette de N-1 (centimes)", null=True)
    assiette_precedente_centimes = models.BigIntegerField("assiette de N-2 (centimes)", null=True)
    assiette_estimee_centimes = models.BigIntegerField("assiette de N estimée (centimes)", null=True)
    base_appelee_centimes = models.BigIntegerField(
        "revenu compté par l’appel de N-1 (centimes)", null=True, help_text="Ce que la régularisation déduit."
    )
    est_taxation = models.BooleanField("sans déclaration", default=False)
    est_conventionne = models.BooleanField("conventionné")
    date_debut_activite = models.DateField("début d’activité", null=True)
    date_radiation = models.DateField("radiation", null=True)
    periodicite = models.CharField("périodicité", max_length=13, choices=Periodicite)
    total_centimes = models.BigIntegerField("total (centimes)", help_text="Régularisation comprise.")
    regularisation_centimes = models.BigIntegerField("régularisation (centimes)")
    part_cpam_centimes = models.BigIntegerField("part de l’Assurance maladie (centimes)")
    trimestres = models.PositiveSmallIntegerField("trimestres validés")
    emis_le = models.DateTimeField("émis le")
    emis_par = models.ForeignKey(Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="émis par")

    objects = AppelCotisationQuerySet.as_manager()

    class Meta:
        verbose_name = "appel de cotisations"
        verbose_name_plural = "appels de cotisations"
        permissions = [("emettre_appel", "Émettre un appel de cotisations")]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "annee", "version"], name="appel_unique_par_version"),
            models.CheckConstraint(
                name="appel_premier_ou_remplace",
                condition=models.Q(version=1, remplace__isnull=True) | models.Q(version__gt=1, remplace__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Appel de cotisations {self.annee}"


class LigneAppel(Inalterable):
    """One line of a call. `base` in euros, `taux` a fraction; null for a forfait. `annee` is the one it is about."""

    appel = models.ForeignKey(
        AppelCotisation, on_delete=models.PROTECT, related_name="lignes", verbose_name="appel", db_index=False
    )  # the unique constraint begins with it
    regime = models.CharField("régime", max_length=20, choices=[(regime.value, regime.value) for regime in Regime])
    annee = models.PositiveSmallIntegerField("année")
    libelle = models.CharField("libellé", max_length=80)
    base = models.DecimalField("base (euros)", max_digits=12, decimal_places=2, null=True)
    taux = models.DecimalField("taux", max_digits=7, decimal_places=6, null=True)
    montant_centimes = models.BigIntegerField("montant (centimes)")
    points = models.DecimalField("points", max_digits=7, decimal_places=2, null=True)

    objects = InalterableQuerySet["LigneAppel"].as_manager()

    class Meta:
        verbose_name = "ligne d’appel"
        verbose_name_plural = "lignes d’appel"
        constraints = [models.UniqueConstraint(fields=["appel", "regime"], name="ligne_unique_par_regime")]

    def __str__(self) -> str:
        return self.libelle
