"""What was issued: evidence, stored once and never edited."""

import uuid

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models

from accounts.models import Compte, Dossier, Inalterable, InalterableQuerySet


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


class Document(Inalterable):
    """One PDF. `cle` is the digest of what it says: the same words are issued once."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="documents", verbose_name="dossier")
    type = models.CharField("type", max_length=40)
    titre = models.CharField("titre", max_length=120)
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
        constraints = [models.UniqueConstraint(fields=["dossier", "cle"], name="document_unique_par_contenu")]
        indexes = [models.Index(fields=["dossier", "-emis_le", "-id"], name="document_par_dossier")]

    def __str__(self) -> str:
        return f"{self.titre} · {self.emis_le:%d/%m/%Y}"

    @property
    def reference(self) -> str:
        return reference_de(self.public_id)
