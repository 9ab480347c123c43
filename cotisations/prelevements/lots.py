"""What becomes of a batch once it is validated: given to the bank once, given up, refused whole."""

from datetime import date

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from cotisations.models import LotDePrelevements, MandatSepa, Prelevement, PrelevementQuerySet, RetourDePrelevement
from cotisations.prelevements.enums import (
    A_ANNULER,
    EN_VIGUEUR,
    Acte,
    EtatLotDePrelevements,
    EtatMandat,
    EtatPrelevement,
)
from cotisations.prelevements.refus import LotRefuse, exiger_approuve
from cotisations.prelevements.verrouillage import tenir_le_lot

REJETES, RAPPELES = "tous ses prélèvements ont été rejetés", "tous ses prélèvements ont été rappelés ou rejetés"


@transaction.atomic
def transmettre_lot(*, lot: LotDePrelevements, par: Compte, transmis_le: date) -> None:
    """Says that the bank has the file since `transmis_le`, whatever befell its mandates since. Raises `LotRefuse`."""
    exiger_approuve(par)
    if lot.genere_le is None or not timezone.localdate(lot.genere_le) <= transmis_le <= timezone.localdate():
        raise LotRefuse("Le jour de la transmission va du jour du fichier à aujourd’hui.")
    genere = LotDePrelevements.objects.filter(
        pk=lot.pk,
        etat=EtatLotDePrelevements.GENERE,
        telecharge_le__isnull=False,
        annulation_demandee_le__isnull=True,
    )
    if not genere.update(etat=EtatLotDePrelevements.TRANSMIS, transmis_le=transmis_le, transmis_par=par):
        raise LotRefuse(
            "Personne n’a téléchargé le fichier de ce lot, il est déjà transmis, ou son annulation est demandée."
        )
    lignes_du(lot).filter(etat=EtatPrelevement.INCLUS).update(etat=EtatPrelevement.TRANSMIS)
    mandats = MandatSepa.objects.filter(pk__in=lignes_du(lot).values("mandat"))
    plus_tot = Q(derniere_echeance__isnull=True) | Q(derniere_echeance__lt=lot.date_prelevement)
    mandats.filter(plus_tot).update(derniere_echeance=lot.date_prelevement)
    journaliser(acte=Acte.LOT_TRANSMIS, par=par, lot=lot.reference, sha256=lot.sha256, le=transmis_le.isoformat())


@transaction.atomic
def annuler_lot(*, lot: LotDePrelevements, par: Compte, motif: str) -> None:
    """Gives up a batch whose file nobody took: its lines wait for another one. Raises `LotRefuse`.

    Once the file was taken the bank may have it: see `annulations`.
    """
    if not motif.strip():
        raise LotRefuse("Dites pourquoi ce lot est annulé.")
    tenir_le_lot(lot)  # a mandate that is revoked meanwhile waits, and finds its line free
    jamais_pris = LotDePrelevements.objects.filter(pk=lot.pk, etat__in=A_ANNULER, telecharge_le__isnull=True)
    finir(jamais_pris, EtatLotDePrelevements.ANNULE, motif.strip()[:200], annule_par=par)
    liberer(lot, EtatPrelevement.INCLUS)
    journaliser(acte=Acte.LOT_ANNULE, par=par, lot=lot.reference, motif=motif.strip()[:200])


@transaction.atomic
def rejeter_lot(*, lot: LotDePrelevements, par: Compte | None, motif: str) -> None:
    """The bank refused the whole file: its lines wait for another one. Raises `LotRefuse`."""
    transmis = LotDePrelevements.objects.filter(pk=lot.pk, etat=EtatLotDePrelevements.TRANSMIS)
    finir(transmis, EtatLotDePrelevements.REJETE, motif)
    liberer(lot, EtatPrelevement.TRANSMIS)
    journaliser(acte=Acte.LOT_REJETE, par=par, lot=lot.reference, motif=motif)


def finir_sans_suite(lots: QuerySet[LotDePrelevements]) -> None:
    """Of these batches, those whose lines were all recalled, or refused one by one before any settled, expect nothing
    more. Part of a journalled act."""
    lignes = Prelevement.objects.filter(lot=OuterRef("pk"))
    restes = lignes.exclude(etat__in=[EtatPrelevement.REJETE, EtatPrelevement.RAPPELE])
    debites = RetourDePrelevement.objects.filter(prelevement__lot=OuterRef("pk"), montant_centimes__isnull=False)
    rappelees = Exists(lignes.filter(etat=EtatPrelevement.RAPPELE))
    finis = lots.filter(~Exists(restes), ~Exists(debites), etat=EtatLotDePrelevements.TRANSMIS)
    for pk, rappele in list(finis.annotate(rappele=rappelees).values_list("pk", "rappele")):
        etat = EtatLotDePrelevements.RAPPELE if rappele else EtatLotDePrelevements.REJETE
        motif = RAPPELES if rappele else REJETES
        LotDePrelevements.objects.filter(pk=pk).update(etat=etat, fini_le=timezone.now(), motif=motif)


def rouvrir_le_rejete(lot: LotDePrelevements) -> None:
    """The bank debits one by one what it had refused: it may credit the batch whole. Part of a journalled act."""
    fini = LotDePrelevements.objects.filter(pk=lot.pk, etat=EtatLotDePrelevements.REJETE, motif=REJETES)
    fini.update(etat=EtatLotDePrelevements.TRANSMIS, fini_le=None, motif="")


def finir(
    vivant: QuerySet[LotDePrelevements],
    etat: EtatLotDePrelevements,
    motif: str | F,
    *,
    annule_par: Compte | None = None,
) -> None:
    """Ends the batch that `vivant` finds, if it is still as it says. Part of a journalled act. Raises `LotRefuse`."""
    if not vivant.update(etat=etat, fini_le=timezone.now(), motif=motif, annule_par=annule_par):
        raise LotRefuse("Ce lot n’en est plus là : sa page dit où il en est.")


def liberer(lot: LotDePrelevements, depuis: EtatPrelevement) -> None:
    """The lines of a batch that ended wait for another, unless their mandate has ended. Part of a journalled act."""
    lignes = lignes_du(lot).filter(etat=depuis)
    lignes.exclude(mandat__etat__in=EN_VIGUEUR).update(
        etat=EtatPrelevement.RETIRE, lot=None, montant_centimes=None, motif="mandat terminé"
    )
    lignes.update(etat=EtatPrelevement.PRENOTIFIE, lot=None, montant_centimes=None)


def lignes_du(lot: LotDePrelevements) -> PrelevementQuerySet:
    return Prelevement.objects.filter(lot=lot)


def exiger_mandats_actifs(lot: LotDePrelevements) -> None:
    """Raises `LotRefuse` when a mandate ended after the validation: its line must not reach the bank."""
    morts = lignes_du(lot).exclude(mandat__etat=EtatMandat.ACTIF).count()
    if morts:
        raise LotRefuse(
            f"Depuis la validation, {morts} mandat(s) de ce lot ont été révoqués ou suspendus : annulez-le et "
            "préparez-en un autre."
        )
