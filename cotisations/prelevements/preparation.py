"""One agent freezes the lines of a day in a batch, another validates it."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from cotisations.grand_livre import verrouiller
from cotisations.models import LotDePrelevements, Prelevement, PrelevementEcarte
from cotisations.prelevements.dus import dus_a_prelever
from cotisations.prelevements.enums import Acte, EtatLotDePrelevements, EtatPrelevement
from cotisations.prelevements.lots import lignes_du
from cotisations.prelevements.refus import DeuxPersonnes, LotRefuse, RienAPrelever, exiger_approuve
from cotisations.prelevements.remise import exiger_a_temps
from cotisations.prelevements.reveil import reveiller_apres
from cotisations.prelevements.tri import avec_ce_qui_retient, motif_d_exclusion, trier

_PAQUET, _ESSAIS = 500, 5


def preparer_lot(*, jour: date, par: Compte) -> LotDePrelevements:
    """Freezes what can be collected on `jour`. Two agents at once share the lines: none is in two batches.

    Raises `RienAPrelever`, and `LotRefuse` for a day on which banks do not settle or that it is too late for.
    """
    exiger_approuve(par)
    exiger_a_temps(jour)
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


@transaction.atomic
def valider_lot(*, lot: LotDePrelevements, par: Compte) -> None:
    """Takes what remains due of each line, never more than was announced, and asks for the file.

    Raises `DeuxPersonnes`, and `LotRefuse` when it is too late, or when nothing remains to collect.
    """
    exiger_approuve(par)
    if lot.prepare_par_id == par.pk:
        raise DeuxPersonnes("Vous avez préparé ce lot : une autre personne le valide.")
    exiger_a_temps(lot.date_prelevement)
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
    lignes = list(avec_ce_qui_retient(lignes_du(lot)))
    dus = dus_a_prelever(lignes)
    lignes_du(lot).update(montant_centimes=F("montant_prevu_centimes"))
    ecartees: list[tuple[Prelevement, str]] = []
    for ligne in lignes:
        if motif := motif_d_exclusion(ligne, dus[ligne.pk]):
            ecartees.append((ligne, motif))
        elif dus[ligne.pk].libre < ligne.montant_prevu_centimes:
            Prelevement.objects.filter(pk=ligne.pk).update(montant_centimes=dus[ligne.pk].libre)
    for ligne, motif in ecartees:
        Prelevement.objects.filter(pk=ligne.pk, lot=lot).update(
            etat=EtatPrelevement.RETIRE, lot=None, montant_centimes=None, motif=motif
        )
    _ecarter(lot, ecartees)


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


def _par_paquets(pks: Sequence[int]) -> Iterable[Sequence[int]]:
    return (pks[debut : debut + _PAQUET] for debut in range(0, len(pks), _PAQUET))
