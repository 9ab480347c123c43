"""SEPA mandates: what a member signed, the proof that they did, and where each mandate stands."""

import uuid
from datetime import datetime

from django.db import models

from accounts.models import Compte, Dossier, Inalterable, InalterableQuerySet
from carpimko_portal.lib.coffre import ouvrir, sceller
from cotisations.prelevements.enums import EN_SIGNATURE, EN_VIGUEUR, SIGNES, EtatMandat

# What was signed, and since when triggers refuse to change it (migration 0007): another account is another mandate.
SIGNE = "OLD.signe_le IS NOT NULL"
FIGES = (
    "public_id", "dossier_id", "rum", "rang", "iban_masque", "bic", "titulaire",
    "adresse_voie", "adresse_code_postal", "adresse_localite", "adresse_pays", "signe_le", "texte", "empreinte_texte",
)  # fmt: skip


class MandatSepaQuerySet(models.QuerySet["MandatSepa"]):
    def du_dossier(self, dossier: Dossier) -> "MandatSepaQuerySet":
        return self.filter(dossier=dossier)

    def en_signature(self) -> "MandatSepaQuerySet":
        """At most one a dossier."""
        return self.filter(etat__in=EN_SIGNATURE)

    def en_vigueur(self) -> "MandatSepaQuerySet":
        """Active or suspended: at most one a dossier."""
        return self.filter(etat__in=EN_VIGUEUR)

    def actifs(self) -> "MandatSepaQuerySet":
        return self.filter(etat=EtatMandat.ACTIF)

    def a_activer(self, maintenant: datetime) -> "MandatSepaQuerySet":
        """Signed, and their delay has passed."""
        return self.filter(etat=EtatMandat.SIGNE, utilisable_le__lte=maintenant)


class MandatSepa(models.Model):
    """One mandate. From its signature on, its content never changes; its state does, by conditional updates.

    `iban_scelle` opens with the mandate's own context alone; it is emptied when the mandate was never signed.
    `utilisable_le`: nothing is collected under it before. `derniere_echeance`: of the last collection presented,
    even if it was rejected: the 36 months count from it.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="mandats", verbose_name="dossier", db_index=False
    )  # the unique constraint begins with it
    rang = models.PositiveSmallIntegerField("rang dans le dossier")
    rum = models.CharField("référence unique du mandat", max_length=35, unique=True)
    etat = models.CharField("état", max_length=10, choices=EtatMandat, default=EtatMandat.BROUILLON)

    iban_scelle = models.BinaryField("IBAN scellé", default=bytes)
    iban_masque = models.CharField("IBAN masqué", max_length=24)
    bic = models.CharField("BIC", max_length=11, blank=True)
    titulaire = models.CharField("titulaire du compte", max_length=70)
    adresse_voie = models.CharField("numéro et voie", max_length=70, blank=True)
    adresse_code_postal = models.CharField("code postal", max_length=16, blank=True)
    adresse_localite = models.CharField("localité", max_length=35, blank=True)
    adresse_pays = models.CharField("pays", max_length=2, blank=True)

    texte = models.CharField("version du texte", max_length=12, blank=True)
    empreinte_texte = models.CharField("SHA-256 du texte signé", max_length=64, blank=True)
    sha256_pdf = models.CharField("SHA-256 du PDF remis", max_length=64, blank=True)
    cree_le = models.DateTimeField("préparé le")
    cree_par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+", verbose_name="préparé par")
    signe_le = models.DateTimeField("signé le", null=True, blank=True)
    utilisable_le = models.DateTimeField("utilisable à partir du", null=True, blank=True)
    fini_le = models.DateTimeField("fini le", null=True, blank=True)
    motif = models.CharField("motif", max_length=120, blank=True)
    derniere_echeance = models.DateField("dernière présentation", null=True, blank=True)
    averti_le = models.DateTimeField("averti de la caducité le", null=True, blank=True)

    objects = MandatSepaQuerySet.as_manager()

    class Meta:
        verbose_name = "mandat de prélèvement"
        verbose_name_plural = "mandats de prélèvement"
        indexes = [models.Index(fields=["etat", "utilisable_le"], name="mandat_par_etat")]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "rang"], name="mandat_unique_par_rang"),
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(etat__in=EN_VIGUEUR), name="mandat_un_seul_en_vigueur"
            ),
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(etat=EtatMandat.SIGNE), name="mandat_un_seul_en_attente"
            ),
            models.UniqueConstraint(
                fields=["dossier"], condition=models.Q(etat__in=EN_SIGNATURE), name="mandat_un_seul_en_signature"
            ),
            models.CheckConstraint(
                name="mandat_signe_avec_preuve",
                condition=~models.Q(etat__in=SIGNES)
                | (models.Q(signe_le__isnull=False, utilisable_le__isnull=False) & ~models.Q(empreinte_texte="")),
            ),
            models.CheckConstraint(
                name="mandat_iban_oublie_sans_signature",
                condition=~models.Q(etat=EtatMandat.ABANDONNE, signe_le__isnull=True) | models.Q(iban_scelle=b""),
            ),
            models.CheckConstraint(
                name="mandat_fini_avec_date",
                condition=models.Q(etat__in=[*EN_SIGNATURE, *SIGNES], fini_le__isnull=True)
                | (~models.Q(etat__in=[*EN_SIGNATURE, *SIGNES]) & models.Q(fini_le__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Mandat {self.rum}"

    def sceller_iban(self, iban: str) -> None:
        self.iban_scelle = sceller(iban.encode(), contexte=self._contexte())

    def ouvrir_iban(self) -> str:
        """For the file of the bank, what is signed, and to know an account again. Raises `CoffreIllisible`."""
        return ouvrir(bytes(self.iban_scelle), contexte=self._contexte()).decode()

    def _contexte(self) -> bytes:
        return contexte_de_l_iban(self.public_id, self.rum)


def contexte_de_l_iban(identifiant: uuid.UUID, rum: str) -> bytes:
    """Whose IBAN it is: sealed for one mandate, it opens in no other."""
    return f"mandat:{identifiant}:{rum}".encode()


class PreuveDeSignature(Inalterable):
    """What proves a signature: all that was signed (sealed: it holds the IBAN), when, with which code, from where."""

    mandat = models.OneToOneField(MandatSepa, on_delete=models.PROTECT, related_name="preuve", verbose_name="mandat")
    texte = models.CharField("version du texte", max_length=12)
    texte_scelle = models.BinaryField("texte signé, scellé")
    empreinte_texte = models.CharField("SHA-256 du texte signé", max_length=64)
    code = models.UUIDField("code de confirmation")
    adresse_masquee = models.CharField("adresse du code", max_length=254)
    code_demande_le = models.DateTimeField("code demandé le")
    signe_le = models.DateTimeField("signé le")
    signe_par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+", verbose_name="signé par")
    appareil = models.CharField("navigateur", max_length=80, blank=True)
    reseau = models.CharField("réseau", max_length=45, blank=True)

    objects = InalterableQuerySet["PreuveDeSignature"].as_manager()

    class Meta:
        verbose_name = "preuve de signature"
        verbose_name_plural = "preuves de signature"

    def __str__(self) -> str:
        return f"Signature de {self.mandat_id}"

    @staticmethod
    def contexte(mandat: MandatSepa) -> bytes:
        return f"preuve-mandat:{mandat.public_id}".encode()
