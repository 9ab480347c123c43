"""What members deposit: a sealed file, where it is, and who closed it."""

import uuid

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.db.models import Q

from accounts.models import Compte, Dossier
from documents.pieces.enums import EtatPiece, GenrePiece, MotifRefus
from documents.references import reference_de

OUVERTS = (EtatPiece.QUARANTAINE, EtatPiece.RECUE)
VIVANTS = (*OUVERTS, EtatPiece.ACCEPTEE)
_CLOSE = Q(close_le__isnull=False)
_FICHIER_GARDE = ~Q(fichier="")


def coffre_des_pieces() -> Storage:
    """The private storage of sealed pieces (see STORAGES)."""
    return storages["pieces"]


class PieceQuerySet(models.QuerySet["Piece"]):
    def du_dossier(self, dossier: Dossier) -> "PieceQuerySet":
        return self.filter(dossier=dossier)

    def recentes_dabord(self) -> "PieceQuerySet":
        return self.order_by("-deposee_le", "-pk")

    def vivantes(self) -> "PieceQuerySet":
        """Those that count: neither refused nor withdrawn."""
        return self.filter(etat__in=VIVANTS)

    def en_quarantaine(self) -> "PieceQuerySet":
        return self.filter(etat=EtatPiece.QUARANTAINE)

    def a_examiner(self) -> "PieceQuerySet":
        return self.filter(etat=EtatPiece.RECUE)


class Piece(models.Model):
    """One piece. `cle` is the envelope of its own key: once emptied, no copy of the file opens any more.

    `sha256_depose` is of the bytes that were sent, `sha256` of those kept, rewritten. `nom` is only ever text.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="pieces", verbose_name="dossier")
    genre = models.CharField("nature", max_length=16, choices=GenrePiece)
    nom = models.CharField("nom du fichier envoyé", max_length=120)
    format = models.CharField("format", max_length=4)
    pages = models.PositiveSmallIntegerField("pages")
    taille = models.PositiveIntegerField("taille gardée (octets)")
    sha256_depose = models.CharField("SHA-256 du fichier envoyé", max_length=64)
    sha256 = models.CharField("SHA-256 du fichier gardé", max_length=64)
    fichier = models.FileField("fichier scellé", storage=coffre_des_pieces, max_length=200, blank=True)
    cle = models.BinaryField("enveloppe de la clé", default=b"")
    etat = models.CharField("état", max_length=12, choices=EtatPiece)
    analysee_le = models.DateTimeField("analysée par l’antivirus le", null=True)
    motif_refus = models.CharField("motif du refus", max_length=16, choices=MotifRefus, blank=True)
    precision = models.CharField("précision", max_length=300, blank=True)
    deposee_le = models.DateTimeField("déposée le")
    deposee_par = models.ForeignKey(
        Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="déposée par"
    )
    close_le = models.DateTimeField("close le", null=True)
    close_par = models.ForeignKey(
        Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="close par"
    )

    objects = PieceQuerySet.as_manager()

    class Meta:
        verbose_name = "pièce"
        verbose_name_plural = "pièces"
        default_permissions = ("view",)
        permissions = [("traiter_piece", "Accepter ou refuser une pièce"), ("lire_piece", "Télécharger une pièce")]
        constraints = [
            # The same file sent twice is one piece, until it is refused or withdrawn.
            models.UniqueConstraint(
                fields=["dossier", "sha256_depose"], condition=Q(etat__in=VIVANTS), name="piece_une_par_fichier"
            ),
            models.CheckConstraint(
                condition=(Q(etat__in=OUVERTS) & Q(close_le__isnull=True, close_par__isnull=True))
                | (~Q(etat__in=OUVERTS) & _CLOSE),
                name="piece_date_si_close",
            ),
            models.CheckConstraint(
                condition=(Q(etat=EtatPiece.REFUSEE) & ~Q(motif_refus=""))
                | (~Q(etat=EtatPiece.REFUSEE) & Q(motif_refus="", precision="")),
                name="piece_motif_si_refusee",
            ),
            models.CheckConstraint(condition=~Q(etat__in=VIVANTS) | _FICHIER_GARDE, name="piece_vivante_a_un_fichier"),
            models.CheckConstraint(condition=Q(pages__gte=1, taille__gte=1), name="piece_non_vide"),
        ]
        indexes = [
            models.Index(fields=["dossier", "-deposee_le", "-id"], name="piece_par_dossier"),
            models.Index(fields=["etat", "deposee_le"], name="piece_par_etat"),
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} · {self.reference}"

    @property
    def reference(self) -> str:
        return reference_de(self.public_id)

    @property
    def est_ouverte(self) -> bool:
        """Whether nobody has decided, so that it can be withdrawn."""
        return self.etat in OUVERTS
