"""What was issued: evidence, stored once and never edited."""

import uuid
from datetime import date

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models

from accounts.models import Compte, Dossier, Inalterable, InalterableQuerySet
from documents.enums import EtatDocument, Motif, Moyen


def reference_de(public_id: uuid.UUID) -> str:
    """What is printed on the document and said on the phone: `3F2A-90C1-77DE`."""
    tete = public_id.hex[:12].upper()
    return "-".join((tete[:4], tete[4:8], tete[8:]))


def coffre_des_documents() -> Storage:
    """The private storage of documents (see STORAGES)."""
    return storages["default"]


class DocumentQuerySet(InalterableQuerySet["Document"]):
    def du_dossier(self, dossier: Dossier) -> "DocumentQuerySet":
        return self.filter(dossier=dossier)

    def recents_dabord(self) -> "DocumentQuerySet":
        return self.order_by("-emis_le", "-pk")

    def avec_etat(self, le: date) -> "DocumentQuerySet":
        """Adds `etat`, an `EtatDocument`, as on the day `le`. No query of its own."""
        memes = Document.objects.filter(
            dossier=models.OuterRef("dossier"),
            type=models.OuterRef("type"),
            annee=models.OuterRef("annee"),
            sujet=models.OuterRef("sujet"),
        )
        return self.annotate(
            etat=models.Case(
                models.When(revocation__isnull=False, then=models.Value(EtatDocument.REVOQUE.value)),
                models.When(valable_jusqu_au__lt=le, then=models.Value(EtatDocument.EXPIRE.value)),
                models.When(
                    models.Exists(memes.filter(version__gt=models.OuterRef("version"))),
                    then=models.Value(EtatDocument.REMPLACE.value),
                ),
                default=models.Value(EtatDocument.VALIDE.value),
                output_field=models.CharField(),
            )
        )


class Document(Inalterable):
    """One PDF. `cle` is the digest of what it says: the same words are issued once.

    `version` counts the documents of one type about one year, or about one `sujet` in that year; the code printed on it
    is kept as its digest.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="documents", verbose_name="dossier")
    type = models.CharField("type", max_length=40)
    titre = models.CharField("titre", max_length=120)
    annee = models.PositiveSmallIntegerField("année dont il parle")
    sujet = models.CharField("ce dont il parle", max_length=36, default="", blank=True)
    version = models.PositiveSmallIntegerField("version", default=1)
    empreinte_code = models.CharField("SHA-256 du code de vérification", max_length=64, null=True, unique=True)  # noqa: DJ001 - documents issued before codes have none
    valable_jusqu_au = models.DateField("valable jusqu’au, inclus", null=True)
    gabarit = models.CharField("gabarit et sa version", max_length=80)
    cle = models.CharField("empreinte du contenu", max_length=64)
    fichier = models.FileField("fichier", storage=coffre_des_documents, max_length=200)
    taille = models.PositiveIntegerField("taille (octets)")
    sha256 = models.CharField("SHA-256 du fichier", max_length=64)
    emis_le = models.DateTimeField("émis le")
    emis_par = models.ForeignKey(Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="émis par")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "cle"], name="document_unique_par_contenu"),
            models.UniqueConstraint(
                fields=["dossier", "type", "annee", "sujet", "version"], name="document_une_version"
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "-emis_le", "-id"], name="document_par_dossier"),
            models.Index(fields=["sha256"], name="document_par_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.titre} · {self.emis_le:%d/%m/%Y}"

    @property
    def reference(self) -> str:
        return reference_de(self.public_id)

    @property
    def etat_dit(self) -> str:
        """The label of `etat`, of a row that `avec_etat` fetched."""
        return str(EtatDocument(self.etat).label)  # type: ignore[attr-defined] # annotated


class Revocation(Inalterable):
    """The holder no longer stands by a document. There is no way back: another one is issued."""

    document = models.OneToOneField(
        Document, on_delete=models.PROTECT, related_name="revocation", verbose_name="document"
    )
    motif = models.CharField("motif", max_length=12, choices=Motif)
    revoque_le = models.DateTimeField("révoqué le")
    revoque_par = models.ForeignKey(
        Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="révoqué par"
    )

    objects = InalterableQuerySet["Revocation"].as_manager()

    class Meta:
        verbose_name = "révocation"

    def __str__(self) -> str:
        return f"Révocation du {self.revoque_le:%d/%m/%Y}"


class Verification(Inalterable):
    """Someone checked a document. Nothing is kept of them."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="verifications", verbose_name="document"
    )
    moyen = models.CharField("moyen", max_length=8, choices=Moyen)
    verifie_le = models.DateTimeField("vérifié le")

    objects = InalterableQuerySet["Verification"].as_manager()

    class Meta:
        verbose_name = "vérification"

    def __str__(self) -> str:
        return f"{self.get_moyen_display()}, le {self.verifie_le:%d/%m/%Y}"
