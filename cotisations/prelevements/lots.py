"""Batches: one agent freezes the lines of a day, another validates them, the file is given to the bank once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.agents.refus import ActeImpossible
from accounts.journal import journaliser
from accounts.models import Compte
from accounts.models.authentificateur import attend_une_approbation
from cotisations.grand_livre import verrouiller
from cotisations.models import (
    LotDePrelevements,
    MandatSepa,
    Paiement,
    Prelevement,
    PrelevementEcarte,
    PrelevementQuerySet,
)
from cotisations.prelevements.annonces import restes_dus
from cotisations.prelevements.calendrier import PRENOTIFICATION, est_ouvre, limite_de_remise
from cotisations.prelevements.enums import (
    A_ANNULER,
    EN_VIGUEUR,
    Acte,
    EtatLotDePrelevements,
    EtatMandat,
    EtatPrelevement,
)
from cotisations.prelevements.reveil import reveiller_apres

TAILLE_MAX = 10_000  # lines; the next ones wait for another batch
_PAQUET, _ESSAIS = 500, 5


class LotRefuse(ActeImpossible):
    """An act that this batch does not allow, or not now, or not by this agent. Said to agents as it is."""


class DeuxPersonnes(LotRefuse):
    """Who prepared a batch does not validate it."""


class RienAPrelever(LotRefuse):
    """No line can be taken."""


@dataclass(frozen=True)
class Tri:
    """What becomes of the lines of a day: those to take, and why the others are left."""

    retenues: list[Prelevement]
    ecartees: list[tuple[Prelevement, str]]


def preparer_lot(*, jour: date, par: Compte) -> LotDePrelevements:
    """Freezes what can be collected on `jour`. Two agents at once share the lines: none is in two batches.

    Raises `RienAPrelever`, and `LotRefuse` for a day on which banks do not settle or that it is too late for.
    """
    exiger_approuve(par)
    _exiger_a_temps(jour)
    for _ in range(_ESSAIS):
        try:
            return _preparer(jour, par)
        except IntegrityError:  # the same number was given to another batch
            continue
    raise LotRefuse("D’autres lots se préparent en ce moment : recommencez.")


@transaction.atomic
def _preparer(jour: date, par: Compte) -> LotDePrelevements:
    maintenant = timezone.now()
    tri = trier(jour)
    annee = timezone.localdate(maintenant).year
    dernier = LotDePrelevements.objects.filter(annee=annee).aggregate(numero=Max("numero"))["numero"]
    lot = LotDePrelevements.objects.create(
        annee=annee, numero=(dernier or 0) + 1, date_prelevement=jour, prepare_le=maintenant, prepare_par=par
    )
    for paquet in _par_paquets([ligne.pk for ligne in tri.retenues]):
        libres = Prelevement.objects.filter(pk__in=paquet, etat=EtatPrelevement.PRENOTIFIE, lot__isnull=True)
        libres.update(etat=EtatPrelevement.INCLUS, lot=lot)
    _ecarter(lot, tri.ecartees)
    _compter(lot)
    if not lot.nombre:
        raise RienAPrelever("Aucun prélèvement annoncé ne peut être pris pour ce jour.")
    journaliser(
        acte=Acte.LOT_GELE, par=par, lot=lot.reference, nombre=lot.nombre, centimes=lot.total_centimes,
        ecartes=len(tri.ecartees),
    )  # fmt: skip
    return lot


def trier(jour: date) -> Tri:
    """The announced lines of a day, oldest first, at most a batch of them; and why some cannot be taken."""
    lignes = list(
        Prelevement.objects.filter(etat=EtatPrelevement.PRENOTIFIE, lot__isnull=True, date_prelevement=jour)
        .select_related("mandat")
        .annotate(change_en_cours=_change_en_cours(), carte_en_cours=_carte_en_cours())
        .order_by("pk")[:TAILLE_MAX]
    )
    dus = restes_dus(lignes, le=timezone.localdate())
    motifs = [(ligne, motif_d_exclusion(ligne, dus[ligne.pk])) for ligne in lignes]
    return Tri([ligne for ligne, motif in motifs if not motif], [(une, motif) for une, motif in motifs if motif])


def motif_d_exclusion(ligne: Prelevement, du: int) -> str:
    """Why this line is not collected; empty when it is. `du`: cents that remain due. No query."""
    mandat = ligne.mandat
    if mandat.etat != EtatMandat.ACTIF:
        return f"mandat {mandat.get_etat_display().lower()}"
    if getattr(ligne, "carte_en_cours", False):
        return "paiement par carte en cours"
    if getattr(ligne, "change_en_cours", False):
        return "changement de compte en cours"
    if mandat.utilisable_le is None or mandat.utilisable_le > timezone.now():
        return "mandat pas encore utilisable"
    if ligne.annonce_le is None or ligne.annonce_le + PRENOTIFICATION > ligne.date_prelevement:
        return "annoncé moins de quatorze jours avant"
    return "" if du > 0 else "réglé depuis l’annonce"


@transaction.atomic
def valider_lot(*, lot: LotDePrelevements, par: Compte) -> None:
    """Takes what remains due of each line, never more than was announced, and asks for the file.

    Raises `DeuxPersonnes`, and `LotRefuse` when it is too late, or when nothing remains to collect.
    """
    exiger_approuve(par)
    if lot.prepare_par_id == par.pk:
        raise DeuxPersonnes("Vous avez préparé ce lot : une autre personne le valide.")
    _exiger_a_temps(lot.date_prelevement)
    gele = LotDePrelevements.objects.filter(pk=lot.pk, etat=EtatLotDePrelevements.GELE)
    if not gele.update(etat=EtatLotDePrelevements.VALIDE, valide_le=timezone.now(), valide_par=par):
        raise LotRefuse("Ce lot est déjà validé, ou annulé.")
    lot.refresh_from_db()
    _recalculer(lot)
    _compter(lot)
    if not lot.nombre:
        raise RienAPrelever("Tout a été réglé ou écarté depuis : annulez ce lot.")
    journaliser(acte=Acte.LOT_VALIDE, par=par, lot=lot.reference, nombre=lot.nombre, centimes=lot.total_centimes)
    reveiller_apres()


def _recalculer(lot: LotDePrelevements) -> None:
    verrouiller(lignes_du(lot).values_list("dossier", flat=True))  # nobody pays meanwhile
    lues = lignes_du(lot).select_related("mandat").order_by("pk")
    lignes = list(lues.annotate(change_en_cours=_change_en_cours(), carte_en_cours=_carte_en_cours()))
    dus = restes_dus(lignes, le=timezone.localdate())
    lignes_du(lot).update(montant_centimes=F("montant_prevu_centimes"))
    ecartees: list[tuple[Prelevement, str]] = []
    for ligne in lignes:
        if motif := motif_d_exclusion(ligne, dus[ligne.pk]):
            ecartees.append((ligne, motif))
        elif dus[ligne.pk] < ligne.montant_prevu_centimes:
            Prelevement.objects.filter(pk=ligne.pk).update(montant_centimes=dus[ligne.pk])
    for ligne, motif in ecartees:
        Prelevement.objects.filter(pk=ligne.pk, lot=lot).update(
            etat=EtatPrelevement.RETIRE, lot=None, montant_centimes=None, motif=motif
        )
    _ecarter(lot, ecartees)


@transaction.atomic
def transmettre_lot(*, lot: LotDePrelevements, par: Compte, transmis_le: date) -> None:
    """Says that the bank has the file since `transmis_le`, whatever befell its mandates since. Raises `LotRefuse`."""
    exiger_approuve(par)
    if lot.genere_le is None or not timezone.localdate(lot.genere_le) <= transmis_le <= timezone.localdate():
        raise LotRefuse("Le jour de la transmission va du jour du fichier à aujourd’hui.")
    genere = LotDePrelevements.objects.filter(
        pk=lot.pk, etat=EtatLotDePrelevements.GENERE, annulation_demandee_le__isnull=True
    )
    if not genere.update(etat=EtatLotDePrelevements.TRANSMIS, transmis_le=transmis_le, transmis_par=par):
        raise LotRefuse("Ce lot n’a pas de fichier, est déjà transmis, ou son annulation est demandée.")
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


def limite_du_lot(jour: date) -> str:
    """The last moment at which the bank takes the file of `jour`, for agents."""
    return f"{_limite(jour):%d/%m/%Y à %H h %M}"


def est_encore_possible(jour: date) -> bool:
    """Whether the bank still takes a file to be collected on `jour`."""
    return est_ouvre(jour) and timezone.now() <= _limite(jour)


def lots_en_retard() -> "QuerySet[LotDePrelevements]":
    """Prepared, and the bank stopped taking their file without anybody having said that it has it."""
    prets = LotDePrelevements.objects.filter(etat__in=A_ANNULER)
    jours = prets.order_by().values_list("date_prelevement", flat=True).distinct()
    return prets.filter(date_prelevement__in=[jour for jour in jours if timezone.now() > _limite(jour)])


def _limite(jour: date) -> datetime:
    return limite_de_remise(
        jour, jours=settings.PRELEVEMENTS_REMISE_JOURS, heure=time.fromisoformat(settings.PRELEVEMENTS_REMISE_HEURE)
    )


def _exiger_a_temps(jour: date) -> None:
    if not est_ouvre(jour):
        raise LotRefuse("Les banques ne règlent pas ce jour-là : choisissez un jour ouvré TARGET.")
    if timezone.now() > _limite(jour):
        raise LotRefuse(f"Trop tard : la banque prenait ce fichier jusqu’au {limite_du_lot(jour)}.")


def exiger_approuve(par: Compte) -> None:
    """Raises `LotRefuse` for an agent whom another one has not approved yet."""
    if attend_une_approbation(par):
        raise LotRefuse("Votre accès attend l’approbation d’une autre personne de la supervision.")


def _ecarter(lot: LotDePrelevements, ecartees: Sequence[tuple[Prelevement, str]]) -> None:
    PrelevementEcarte.objects.bulk_create(
        PrelevementEcarte(lot=lot, prelevement=ligne, motif=motif[:120]) for ligne, motif in ecartees
    )


def _compter(lot: LotDePrelevements) -> None:
    """What the batch holds now, from its lines."""
    lignes = list(lignes_du(lot).values_list("montant_centimes", "montant_prevu_centimes"))
    lot.nombre = len(lignes)
    lot.total_centimes = sum(montant or prevu for montant, prevu in lignes)
    lot.save(update_fields=["nombre", "total_centimes"])


def _change_en_cours() -> Exists:
    return Exists(MandatSepa.objects.filter(dossier=OuterRef("dossier"), etat=EtatMandat.SIGNE))


def _carte_en_cours() -> Exists:
    """Money may come from the bank's page: the line waits for another batch."""
    return Exists(Paiement.objects.qui_retiennent().filter(dossier=OuterRef("dossier")))


def _par_paquets(pks: Sequence[int]) -> Iterable[Sequence[int]]:
    return (pks[debut : debut + _PAQUET] for debut in range(0, len(pks), _PAQUET))
