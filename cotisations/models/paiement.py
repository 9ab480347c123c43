"""Card payments, and the news of them."""

import uuid

from django.db import models

from accounts.models import Compte, Dossier, Inalterable, InalterableQuerySet
from cotisations.models.compte import Ecriture
from cotisations.paiements.etats import EN_COURS, EtatEvenement, EtatPaiement, Mode, Origine, TypeEvenement


class PaiementQuerySet(models.QuerySet["Paiement"]):
    def du_dossier(self, dossier: Dossier) -> "PaiementQuerySet":
        return self.filter(dossier=dossier)

    def recents_dabord(self) -> "PaiementQuerySet":
        return self.order_by("-cree_le", "-pk")

    def en_cours(self) -> "PaiementQuerySet":
        """Those that may still become money."""
        return self.filter(etat__in=sorted(EN_COURS))

    def a_voir(self) -> "PaiementQuerySet":
        """Those of which a bank said what nothing expected, and of which no agent decided since; `a_voir_depuis`.

        Those that are to examine have a queue of their own.
        """
        nouvelles = NotificationPSP.objects.a_voir()
        attendent = self.filter(pk__in=nouvelles.values("paiement")).exclude(etat=EtatPaiement.A_EXAMINER)
        depuis = nouvelles.filter(paiement=models.OuterRef("pk")).order_by("pk").values("recu_le")
        return attendent.annotate(a_voir_depuis=models.Subquery(depuis[:1]))

    def a_rembourser(self) -> "PaiementQuerySet":
        """Those of which a refund was asked, and has no end yet."""
        fin = NotificationPSP.objects.filter(
            passerelle=models.OuterRef("passerelle"), type=TypeEvenement.REMBOURSEMENT, id_psp=models.OuterRef("id_psp")
        ).exclude(etat=EtatEvenement.EN_ATTENTE)
        demandes = NotificationPSP.objects.filter(type=TypeEvenement.REMBOURSEMENT, etat=EtatEvenement.EN_ATTENTE)
        return self.filter(pk__in=demandes.exclude(models.Exists(fin)).values("paiement"))


class Paiement(models.Model):
    """One try to pay by card. Its row exists before the bank hears of it; `appliquer` alone changes its state.

    `numero` is what the bank calls it (`vads_trans_id`) and what people say on the telephone. `designees`: the
    `public_id` of the échéances that the member ticked, none when they gave an amount.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    dossier = models.ForeignKey(
        Dossier, on_delete=models.PROTECT, related_name="paiements", verbose_name="dossier", db_index=False
    )  # the index begins with it
    numero = models.CharField("numéro", max_length=6)
    passerelle = models.CharField("passerelle", max_length=12)
    mode = models.CharField("mode", max_length=10, choices=Mode)
    montant_centimes = models.BigIntegerField("montant (centimes)")
    designees = models.JSONField("échéances désignées", default=list)
    etat = models.CharField("état", max_length=18, choices=EtatPaiement, default=EtatPaiement.CREE)
    etat_le = models.DateTimeField("dans cet état depuis le")
    id_psp = models.CharField("identifiant à la banque", max_length=80, default="")
    cree_le = models.DateTimeField("commencé le")
    cree_par = models.ForeignKey(Compte, on_delete=models.PROTECT, related_name="+", verbose_name="commencé par")
    expire_le = models.DateTimeField("abandonné au plus tard le")
    paye_le = models.DateTimeField("payé le", null=True)

    objects = PaiementQuerySet.as_manager()

    class Meta:
        verbose_name = "paiement par carte"
        verbose_name_plural = "paiements par carte"
        permissions = [
            ("decider_paiement", "Décider d’un paiement à examiner"),
            ("rembourser_paiement", "Rembourser un paiement par carte"),
        ]
        indexes = [
            models.Index(fields=["dossier", "-cree_le"], name="paiement_par_dossier"),
            models.Index(fields=["etat", "expire_le"], name="paiement_par_etat"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["passerelle", "numero"], name="paiement_numero_unique"),
            models.UniqueConstraint(
                fields=["dossier"],
                condition=models.Q(etat__in=sorted(EN_COURS)),
                name="paiement_un_en_cours",
            ),
            models.CheckConstraint(name="paiement_positif", condition=models.Q(montant_centimes__gt=0)),
        ]

    def __str__(self) -> str:
        return f"Paiement {self.numero}"


class NotificationPSPQuerySet(InalterableQuerySet["NotificationPSP"]):
    def a_voir(self) -> "NotificationPSPQuerySet":
        """Those that nothing expected, when no agent decided since. Deciding of a payment that is to examine is
        deciding of one transaction: what the bank said of another still waits."""
        de_la_meme = models.Q(id_psp=models.OuterRef("id_psp")) | ~models.Q(avant=EtatPaiement.A_EXAMINER)
        decisions = NotificationPSP.objects.filter(
            de_la_meme, paiement=models.OuterRef("paiement"), pk__gt=models.OuterRef("pk"), origine=Origine.AGENT
        )
        return self.filter(a_voir=True).exclude(models.Exists(decisions))


class NotificationPSP(Inalterable):
    """One piece of news of a payment, and what it did: written with its effects, in one transaction, once.

    A refused notification is kept as its digest: what nobody signed is worth nothing. `ecriture`: the movement it
    made on the account. `a_voir`: money or a contradiction that an agent has to look at.
    """

    public_id = models.UUIDField("identifiant public", default=uuid.uuid4, unique=True, editable=False)
    passerelle = models.CharField("passerelle", max_length=12)
    id_evenement = models.CharField("identifiant de l’évènement", max_length=160)
    origine = models.CharField("origine", max_length=14, choices=Origine)
    signature_ok = models.BooleanField("signature vérifiée")
    paiement = models.ForeignKey(
        Paiement, null=True, on_delete=models.PROTECT, related_name="notifications", verbose_name="paiement"
    )
    type = models.CharField("sujet", max_length=14, choices=TypeEvenement, default="", blank=True)
    etat = models.CharField("nouvelle", max_length=18, choices=EtatEvenement, default="", blank=True)
    id_psp = models.CharField("identifiant à la banque", max_length=80, default="")
    centimes = models.BigIntegerField("montant annoncé (centimes)", default=0)
    devise = models.CharField("devise", max_length=3, default="")
    corps = models.JSONField("ce qui en est gardé", default=dict)
    recu_le = models.DateTimeField("reçue le")
    avant = models.CharField("état d’avant", max_length=18, choices=EtatPaiement, default="", blank=True)
    apres = models.CharField("état d’après", max_length=18, choices=EtatPaiement, default="", blank=True)
    a_voir = models.BooleanField("à voir par un agent", default=False)
    erreur = models.CharField("motif", max_length=120, default="")
    ecriture = models.OneToOneField(
        Ecriture, null=True, on_delete=models.PROTECT, related_name="notification", verbose_name="écriture"
    )
    par = models.ForeignKey(Compte, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="par")

    objects = NotificationPSPQuerySet.as_manager()

    class Meta:
        verbose_name = "nouvelle d’un paiement"
        verbose_name_plural = "nouvelles des paiements"
        constraints = [
            models.UniqueConstraint(fields=["passerelle", "id_evenement"], name="notification_unique_par_evenement")
        ]

    def __str__(self) -> str:
        return f"Nouvelle du {self.recu_le:%d/%m/%Y}"
