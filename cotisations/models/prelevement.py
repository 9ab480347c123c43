"""Direct debits: the lines announced to members, the batches given to the bank, what came back."""

import uuid
from datetime import date

from django.db import models

from accounts.models import Compte, Dossier, Inalterable, InalterableQuerySet
from cotisations.models.compte import Echeance
from cotisations.models.mandat import MandatSepa
from cotisations.prelevements.calendrier import jour_de_reglement
from cotisations.prelevements.enums import (
    A_RAPPELER,
    A_VENIR,
    VIVANTS,
    EtatLotDePrelevements,
    EtatPrelevement,
    GenreDeRetour,
)
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


class PrelevementQuerySet(models.QuerySet["Prelevement"]):
    def du_dossier(self, dossier: Dossier) -> "PrelevementQuerySet":
        return self.filter(dossier=dossier)

    def a_venir(self) -> "PrelevementQuerySet":
        """Announced, not given to the bank yet."""
        return self.filter(etat__in=A_VENIR)

    def en_cours(self) -> "PrelevementQuerySet":
        """On their way: whoever pays another way now pays twice."""
        return self.filter(etat__in=[EtatPrelevement.INCLUS, EtatPrelevement.TRANSMIS])

    def a_rappeler(self, aujourdhui: date) -> "PrelevementQuerySet":
        """At the bank under a mandate that ended since, and it may still be asked not to take them: until the TARGET
        day before they settle."""
        chez_elle = self.filter(etat=EtatPrelevement.TRANSMIS, mandat__etat__in=A_RAPPELER)
        return chez_elle.filter(date_prelevement__gt=jour_de_reglement(aujourdhui))

    def chronologiques(self) -> "PrelevementQuerySet":
        return self.order_by("date_prelevement", "pk")


class Prelevement(models.Model):
    """What is to be taken for one échéance. `montant_centimes`: what is really asked, never more than was announced."""

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="prelevements", verbose_name="dossier", db_index=False
    )
    mandat = models.ForeignKey(MandatSepa, on_delete=models.PROTECT, related_name="+", verbose_name="mandat")
    echeance = models.ForeignKey(
        Echeance, null=True, on_delete=models.SET_NULL, related_name="prelevements", verbose_name="échéance"
    )  # a new échéancier may take it away: what was announced for it is then withdrawn
    etat = models.CharField("état", max_length=10, choices=EtatPrelevement, default=EtatPrelevement.PLANIFIE)
    date_prelevement = models.DateField("jour du prélèvement")
    montant_prevu_centimes = models.BigIntegerField("montant annoncé (centimes)")
    montant_centimes = models.BigIntegerField("montant demandé (centimes)", null=True, blank=True)
    end_to_end = models.CharField("référence de bout en bout", max_length=35, unique=True)
    annonce_le = models.DateField("annoncé le", null=True, blank=True)
    lot = models.ForeignKey(
        LotDePrelevements,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="prelevements",
        verbose_name="lot",
    )
    represente = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="represente_par", verbose_name="reprend"
    )
    motif = models.CharField("motif", max_length=120, blank=True)
    rappele_le = models.DateField("rappelé à la banque le", null=True, blank=True)
    rappele_par = models.ForeignKey(
        Compte, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="rappelé par"
    )
    cree_le = models.DateTimeField("créé le")

    objects = PrelevementQuerySet.as_manager()

    class Meta:
        verbose_name = "prélèvement"
        indexes = [
            models.Index(fields=["dossier", "date_prelevement"], name="prelevement_par_dossier"),
            models.Index(fields=["etat", "date_prelevement"], name="prelevement_par_etat"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["echeance"], condition=models.Q(etat__in=VIVANTS), name="prelevement_un_vivant_par_echeance"
            ),
            models.CheckConstraint(
                name="prelevement_montants",
                condition=models.Q(montant_prevu_centimes__gt=0)
                & (
                    models.Q(montant_centimes__isnull=True)
                    | models.Q(montant_centimes__gt=0, montant_centimes__lte=models.F("montant_prevu_centimes"))
                ),
            ),
            models.CheckConstraint(
                name="prelevement_annonce_avant_lot",
                condition=models.Q(annonce_le__isnull=False)
                | models.Q(etat__in=[EtatPrelevement.PLANIFIE, EtatPrelevement.RETIRE]),
            ),
            models.CheckConstraint(
                name="prelevement_parti_avec_lot",
                condition=models.Q(etat__in=[EtatPrelevement.PLANIFIE, EtatPrelevement.PRENOTIFIE], lot__isnull=True)
                | models.Q(etat=EtatPrelevement.RETIRE)
                | (
                    ~models.Q(etat__in=[EtatPrelevement.PLANIFIE, EtatPrelevement.PRENOTIFIE, EtatPrelevement.RETIRE])
                    & models.Q(lot__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="prelevement_rappele_avec_date",
                condition=models.Q(etat=EtatPrelevement.RAPPELE, rappele_le__isnull=False, rappele_par__isnull=False)
                | (
                    ~models.Q(etat=EtatPrelevement.RAPPELE)
                    & models.Q(rappele_le__isnull=True, rappele_par__isnull=True)
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Prélèvement du {self.date_prelevement:%d/%m/%Y}"

    @property
    def a_prendre(self) -> int:
        """What is or was asked, in cents; what is announced until then."""
        return self.montant_centimes or self.montant_prevu_centimes


class PrelevementEcarte(models.Model):
    """A line that a batch did not take, or gave back at its validation, and why."""

    lot = models.ForeignKey(
        LotDePrelevements, on_delete=models.PROTECT, related_name="ecartes", verbose_name="lot", db_index=False
    )  # the unique constraint begins with it
    prelevement = models.ForeignKey(Prelevement, on_delete=models.PROTECT, related_name="+", verbose_name="prélèvement")
    motif = models.CharField("motif", max_length=120)

    class Meta:
        verbose_name = "prélèvement écarté"
        verbose_name_plural = "prélèvements écartés"
        constraints = [models.UniqueConstraint(fields=["lot", "prelevement"], name="prelevement_ecarte_une_fois")]

    def __str__(self) -> str:
        return self.motif


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
