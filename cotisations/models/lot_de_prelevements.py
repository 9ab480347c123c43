"""Batches of direct debits, given to the bank once."""

import uuid

from django.db import models

from accounts.models import Compte
from cotisations.prelevements.enums import EtatLotDePrelevements
from cotisations.prelevements.references import reference_du_lot

_SORTIS = (
    EtatLotDePrelevements.TRANSMIS,
    EtatLotDePrelevements.ENCAISSE,
    EtatLotDePrelevements.REJETE,
    EtatLotDePrelevements.RAPPELE,
)

_AVEC_FICHIER = (EtatLotDePrelevements.GENERE, *_SORTIS)
_VALIDES = (EtatLotDePrelevements.VALIDE, *_AVEC_FICHIER)


class LotDePrelevements(models.Model):
    """The lines of one TARGET day, frozen by one agent, validated by another, then written once for the bank.

    `fichier_scelle` holds the bytes that every download gives; `sha256` is theirs.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    annee = models.PositiveSmallIntegerField("année")
    numero = models.PositiveIntegerField("numéro dans l’année")
    etat = models.CharField("état", max_length=10, choices=EtatLotDePrelevements, default=EtatLotDePrelevements.GELE)
    date_prelevement = models.DateField("jour du prélèvement")
    nombre = models.PositiveIntegerField("prélèvements", default=0)
    total_centimes = models.BigIntegerField("total (centimes)", default=0)
    prepare_le = models.DateTimeField("préparé le")
    prepare_par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+", verbose_name="préparé par")
    valide_le = models.DateTimeField("validé le", null=True, blank=True)
    valide_par = models.ForeignKey(
        Compte, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="validé par"
    )
    fichier_scelle = models.BinaryField("fichier scellé", default=bytes)
    taille = models.PositiveIntegerField("taille (octets)", default=0)
    sha256 = models.CharField("SHA-256 du fichier", max_length=64, blank=True)
    genere_le = models.DateTimeField("fichier produit le", null=True, blank=True)
    telecharge_le = models.DateTimeField("téléchargé la première fois le", null=True, blank=True)
    telecharge_par = models.ForeignKey(
        Compte, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="téléchargé par"
    )
    erreurs = models.JSONField("refus des contrôles", default=list, blank=True)
    transmis_le = models.DateField("transmis à la banque le", null=True, blank=True)
    transmis_par = models.ForeignKey(
        Compte, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="transmis par"
    )
    encaisse_le = models.DateField("encaissé le", null=True, blank=True)
    encaisse_centimes = models.BigIntegerField("somme portée par la banque (centimes)", null=True, blank=True)
    annulation_demandee_le = models.DateTimeField("annulation demandée le", null=True, blank=True)
    annulation_demandee_par = models.ForeignKey(
        Compte,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="annulation demandée par",
    )
    annulation_motif = models.CharField("motif de la demande d’annulation", max_length=200, blank=True)
    annule_par = models.ForeignKey(
        Compte, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="annulé par"
    )
    fini_le = models.DateTimeField("annulé ou rejeté le", null=True, blank=True)
    motif = models.CharField("motif", max_length=200, blank=True)

    class Meta:
        verbose_name = "lot de prélèvements"
        verbose_name_plural = "lots de prélèvements"
        permissions = [
            ("preparer_prelevements", "Préparer un lot de prélèvements"),
            ("valider_prelevements", "Valider un lot de prélèvements"),
            ("transmettre_prelevements", "Télécharger et transmettre un lot de prélèvements"),
            ("importer_retours", "Importer les retours de la banque"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["annee", "numero"], name="prelevements_lot_unique"),
            models.CheckConstraint(
                name="prelevements_deux_personnes",
                condition=models.Q(valide_par__isnull=True) | ~models.Q(valide_par=models.F("prepare_par")),
            ),
            models.CheckConstraint(
                name="prelevements_valides_par_quelqu_un",
                condition=~models.Q(etat__in=_VALIDES) | models.Q(valide_par__isnull=False, valide_le__isnull=False),
            ),
            models.CheckConstraint(
                name="prelevements_fichier_avec_empreinte",
                condition=~models.Q(etat__in=_AVEC_FICHIER)
                | (models.Q(genere_le__isnull=False) & ~models.Q(sha256="") & ~models.Q(fichier_scelle=b"")),
            ),
            models.CheckConstraint(
                name="prelevements_transmis_avec_date",
                condition=models.Q(etat__in=_SORTIS, transmis_le__isnull=False, transmis_par__isnull=False)
                | (~models.Q(etat__in=_SORTIS) & models.Q(transmis_le__isnull=True, transmis_par__isnull=True)),
            ),
            models.CheckConstraint(
                name="prelevements_encaisses_avec_date",
                condition=models.Q(
                    etat=EtatLotDePrelevements.ENCAISSE, encaisse_le__isnull=False, encaisse_centimes__gt=0
                )
                | (
                    ~models.Q(etat=EtatLotDePrelevements.ENCAISSE)
                    & models.Q(encaisse_le__isnull=True, encaisse_centimes__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="prelevements_telecharges_par_quelqu_un",
                condition=models.Q(telecharge_le__isnull=True, telecharge_par__isnull=True)
                | models.Q(telecharge_le__isnull=False, telecharge_par__isnull=False, genere_le__isnull=False),
            ),
            models.CheckConstraint(  # and the bank is told nothing while it waits
                name="prelevements_annulation_demandee",
                condition=models.Q(
                    annulation_demandee_le__isnull=True, annulation_demandee_par__isnull=True, annulation_motif=""
                )
                | (
                    models.Q(
                        annulation_demandee_le__isnull=False,
                        annulation_demandee_par__isnull=False,
                        telecharge_le__isnull=False,
                        etat__in=[EtatLotDePrelevements.GENERE, EtatLotDePrelevements.ANNULE],
                    )
                    & ~models.Q(annulation_motif="")
                ),
            ),
            models.CheckConstraint(
                name="prelevements_annules_a_deux",
                condition=~models.Q(etat=EtatLotDePrelevements.ANNULE)
                | models.Q(telecharge_le__isnull=True)
                | (
                    models.Q(annulation_demandee_par__isnull=False, annule_par__isnull=False)
                    & ~models.Q(annule_par=models.F("annulation_demandee_par"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """`LOT-2026-000012`: the identifier of its message at the bank, too."""
        return reference_du_lot(self.annee, self.numero)

    @property
    def reference_du_paiement(self) -> str:
        """The identifier of its only payment information block."""
        return f"{self.reference}-1"

    @property
    def attend_une_annulation(self) -> bool:
        """Asked by one agent, and another has not answered."""
        return self.annulation_demandee_le is not None and self.etat == EtatLotDePrelevements.GENERE

    def contexte(self) -> bytes:
        return f"lot-de-prelevements:{self.public_id}:{self.reference}".encode()
