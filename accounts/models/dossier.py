"""What the fund knows of an affilié or of an ayant droit."""

import uuid

from django.db import models

from accounts.enums import Profession, Sexe, StatutDossier, TypeDossier

FRANCE_COG = "99100"
_AFFILIE = models.Q(type=TypeDossier.AFFILIE)
_AYANT_DROIT = models.Q(type=TypeDossier.AYANT_DROIT)


class DossierQuerySet(models.QuerySet["Dossier"]):
    def du_numero(self, type_dossier: TypeDossier, numero: str) -> "DossierQuerySet":
        """At most one dossier."""
        return self.filter(type=type_dossier, numero=numero)


class Dossier(models.Model):
    """One numéro de dossier and the person it belongs to.

    État civil is kept as FranceConnect's identité pivot states it (all given names, birth name,
    COG codes), so that the two can be compared without guessing.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField("type", max_length=12, choices=TypeDossier)
    numero = models.CharField("numéro de dossier", max_length=9)
    statut = models.CharField("statut", max_length=20, choices=StatutDossier)

    nom_naissance = models.CharField("nom de naissance", max_length=80)
    nom_usage = models.CharField("nom d’usage", max_length=80, blank=True)
    prenoms = models.CharField("prénoms", max_length=120, help_text="Tous, séparés par des espaces.")
    sexe = models.CharField("sexe", max_length=6, choices=Sexe)
    date_naissance = models.DateField("date de naissance")
    commune_naissance_cog = models.CharField("commune de naissance (COG)", max_length=5, blank=True)
    pays_naissance_cog = models.CharField("pays de naissance (COG)", max_length=5, default=FRANCE_COG)

    point_remise = models.CharField("appartement, étage", max_length=38, blank=True)
    complement = models.CharField("entrée, bâtiment, résidence", max_length=38, blank=True)
    voie = models.CharField("numéro et voie", max_length=38, blank=True)
    lieu_dit = models.CharField("lieu-dit ou boîte postale", max_length=38, blank=True)
    code_postal = models.CharField("code postal", max_length=10, blank=True)
    localite = models.CharField("localité", max_length=38, blank=True)
    pays = models.CharField("pays (ISO 3166-1)", max_length=2, default="FR")

    courriel = models.EmailField("adresse e-mail", blank=True)
    courriel_confirme_le = models.DateTimeField("adresse e-mail confirmée le", null=True, blank=True)
    # What was asked for until that moment brings no provisional password any more.
    provisoires_morts_le = models.DateTimeField(
        "mots de passe provisoires révoqués jusqu’au", null=True, blank=True, editable=False
    )
    telephone = models.CharField("téléphone", max_length=20, blank=True)

    profession = models.CharField("profession", max_length=20, choices=Profession, blank=True)
    est_conventionne = models.BooleanField("conventionné", default=False)
    date_affiliation = models.DateField("date d’affiliation", null=True, blank=True)
    date_radiation = models.DateField("date de radiation", null=True, blank=True, help_text="Dernier jour, inclus.")

    cree_le = models.DateTimeField("créé le", auto_now_add=True)
    modifie_le = models.DateTimeField("modifié le", auto_now=True)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier"
        permissions = [
            ("debloquer_dossier", "Débloquer les tentatives"),
            ("revoquer_provisoires", "Révoquer les mots de passe provisoires"),
            ("signaler_npai", "Signaler une adresse NPAI"),
            ("dissocier_franceconnect", "Dissocier FranceConnect"),
        ]
        indexes = [models.Index(fields=["date_naissance"], name="dossier_par_naissance")]
        constraints = [
            models.UniqueConstraint(fields=["numero"], name="dossier_numero_unique"),
            models.CheckConstraint(
                name="dossier_numero_selon_le_type",
                condition=(_AFFILIE & models.Q(numero__regex=r"^[0-9]{7}\Z"))
                | (_AYANT_DROIT & models.Q(numero__regex=r"^[0-9]{9}\Z")),
            ),
            models.CheckConstraint(
                name="dossier_statut_selon_le_type",
                condition=(_AFFILIE & models.Q(statut__in=sorted(StatutDossier.possibles(TypeDossier.AFFILIE))))
                | (_AYANT_DROIT & models.Q(statut__in=sorted(StatutDossier.possibles(TypeDossier.AYANT_DROIT)))),
            ),
            models.CheckConstraint(
                name="dossier_affilie_avec_profession_et_date",
                condition=_AYANT_DROIT
                | (models.Q(profession__in=Profession.values) & models.Q(date_affiliation__isnull=False)),
            ),
            models.CheckConstraint(
                name="dossier_radiation_apres_affiliation",
                condition=models.Q(date_radiation__isnull=True)
                | models.Q(date_radiation__gte=models.F("date_affiliation")),
            ),
            models.CheckConstraint(
                name="dossier_ne_a_l_etranger_sans_commune",
                condition=models.Q(pays_naissance_cog=FRANCE_COG) | models.Q(commune_naissance_cog=""),
            ),
            models.CheckConstraint(
                name="dossier_courriel_confirme_non_vide",
                condition=models.Q(courriel_confirme_le__isnull=True) | ~models.Q(courriel=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Dossier {self.numero}"

    @property
    def prenom(self) -> str:
        """The first given name: how the pages say hello."""
        return self.prenoms.split(" ", 1)[0]

    @property
    def nom(self) -> str:
        """The name people use: nom d’usage, else nom de naissance."""
        return self.nom_usage or self.nom_naissance

    @property
    def metier(self) -> str:
        """The profession in the person's gender; empty for an ayant droit."""
        return Profession(self.profession).au_genre(self.sexe) if self.profession else ""

    @property
    def qualite(self) -> str:
        """Affilié or ayant droit, in the person's gender."""
        return TypeDossier(self.type).au_genre(self.sexe)

    @property
    def situation(self) -> str:
        """The statut in the person's gender."""
        return StatutDossier(self.statut).au_genre(self.sexe)

    @property
    def cotise(self) -> bool:
        """Whether cotisations are still called."""
        return StatutDossier(self.statut).cotise

    def accorder(self, adjectif: str) -> str:
        """The adjective in the person's gender: `né`, `née`."""
        return f"{adjectif}e" if self.sexe == Sexe.FEMME else adjectif

    @property
    def est_affilie(self) -> bool:
        return self.type == TypeDossier.AFFILIE
