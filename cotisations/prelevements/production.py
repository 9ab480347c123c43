"""Writing the file of a validated batch once, sealed; giving the same bytes ever after."""

import hashlib
import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from carpimko_portal.lib.coffre import CoffreIllisible, ouvrir, sceller
from cotisations.models import LotDePrelevements
from cotisations.models.mandat import contexte_de_l_iban
from cotisations.prelevements.enums import Acte, EtatLotDePrelevements
from cotisations.prelevements.lots import exiger_mandats_actifs, lignes_du
from cotisations.prelevements.pain008 import Creancier, FichierImpossible, Message, Ordre, ecrire
from cotisations.prelevements.refus import LotRefuse

_DEFAUTS_MAX = 50
_SORTIS = (EtatLotDePrelevements.TRANSMIS, EtatLotDePrelevements.ENCAISSE, EtatLotDePrelevements.REJETE)
_TELECHARGEABLES = (EtatLotDePrelevements.GENERE, *_SORTIS)
_journaux = logging.getLogger(__name__)


@dataclass(frozen=True)
class FichierDuLot:
    nom: str
    octets: bytes = field(repr=False)
    sha256: str


def produire_les_fichiers() -> int:
    """Writes the files of the batches that wait for one; returns how many. Runs again, or several at a time, without
    harm: the same batch gives the same bytes, and one of them is kept."""
    valides = LotDePrelevements.objects.filter(etat=EtatLotDePrelevements.VALIDE, erreurs=[])
    return sum(produire_fichier(lot=lot, par=None) for lot in valides.order_by("pk"))


def produire_fichier(*, lot: LotDePrelevements, par: Compte | None) -> bool:
    """Writes one file, outside any transaction; keeps what is wrong when it cannot. False when it is not kept."""
    assert lot.valide_le
    message = Message(
        reference=lot.reference,
        reference_du_paiement=lot.reference_du_paiement,
        cree_le=timezone.localtime(lot.valide_le),
        jour=lot.date_prelevement,
        creancier=Creancier(settings.CAISSE_NOM, settings.CAISSE_IBAN, settings.CAISSE_ICS, settings.CAISSE_BIC),
    )
    try:
        octets = ecrire(message, _ordres(lot))
    except FichierImpossible as impossible:
        _noter_impossible(lot, impossible.defauts, par)
        return False
    return _conserver(lot, octets, par)


def est_telechargeable(lot: LotDePrelevements) -> bool:
    """Whether its file is given: not once it is cancelled, nor while somebody asks for that."""
    return lot.etat in _TELECHARGEABLES and not lot.attend_une_annulation


def telecharger_lot(*, lot: LotDePrelevements, par: Compte) -> FichierDuLot:
    """The file, the same at every time; who took it first is on the batch, who takes it in the journal.

    Raises `LotRefuse`: while its cancellation is asked, too.
    """
    if not est_telechargeable(lot):
        raise LotRefuse("Ce lot n’a pas de fichier, ou il n’est plus donné : sa page dit où il en est.")
    if lot.etat == EtatLotDePrelevements.GENERE:
        exiger_mandats_actifs(lot)
    octets = _relire(lot)
    _noter_telechargement(lot, par)
    return FichierDuLot(f"{lot.reference}.xml", octets, lot.sha256)


@transaction.atomic
def _noter_telechargement(lot: LotDePrelevements, par: Compte) -> None:
    """Before the bytes leave: whoever cancels the batch at this moment comes first, or knows that they left."""
    prenable = Q(etat=EtatLotDePrelevements.GENERE, annulation_demandee_le__isnull=True) | Q(etat__in=_SORTIS)
    pris = LotDePrelevements.objects.filter(prenable, pk=lot.pk).update(
        telecharge_le=Coalesce("telecharge_le", Value(timezone.now())),
        telecharge_par=Coalesce("telecharge_par", Value(par.pk)),
    )
    if not pris:
        raise LotRefuse("Ce lot est annulé, ou son annulation est demandée : son fichier n’est plus donné.")
    journaliser(acte=Acte.LOT_TELECHARGE, par=par, lot=lot.reference, sha256=lot.sha256)


def _relire(lot: LotDePrelevements) -> bytes:
    try:
        octets = zlib.decompress(ouvrir(bytes(lot.fichier_scelle), contexte=lot.contexte()))
    except CoffreIllisible as cause:
        raise LotRefuse("Le fichier de ce lot est illisible : prévenez la supervision.") from cause
    if hashlib.sha256(octets).hexdigest() != lot.sha256:
        raise LotRefuse("Le fichier de ce lot a changé depuis qu’il a été produit : prévenez la supervision.")
    return octets


@transaction.atomic
def _conserver(lot: LotDePrelevements, octets: bytes, par: Compte | None) -> bool:
    empreinte = hashlib.sha256(octets).hexdigest()
    garde = LotDePrelevements.objects.filter(pk=lot.pk, etat=EtatLotDePrelevements.VALIDE).update(
        etat=EtatLotDePrelevements.GENERE,
        fichier_scelle=sceller(zlib.compress(octets, 1), contexte=lot.contexte()),
        sha256=empreinte,
        taille=len(octets),
        genere_le=timezone.now(),
    )
    if garde:
        journaliser(acte=Acte.LOT_GENERE, par=par, lot=lot.reference, sha256=empreinte, octets=len(octets))
    return bool(garde)


@transaction.atomic
def _noter_impossible(lot: LotDePrelevements, defauts: list[str], par: Compte | None) -> None:
    notes = LotDePrelevements.objects.filter(pk=lot.pk, etat=EtatLotDePrelevements.VALIDE, erreurs=[])
    if notes.update(erreurs=defauts[:_DEFAUTS_MAX]):
        journaliser(acte=Acte.LOT_IMPOSSIBLE, par=par, lot=lot.reference, defauts=len(defauts))
        _journaux.warning("lot %s : fichier refusé par les contrôles", lot.reference)


_CHAMPS = (
    "end_to_end", "montant_centimes", "mandat__public_id", "mandat__rum", "mandat__signe_le", "mandat__titulaire",
    "mandat__iban_scelle", "mandat__bic", "mandat__adresse_voie", "mandat__adresse_code_postal",
    "mandat__adresse_localite", "mandat__adresse_pays",
)  # fmt: skip


def _ordres(lot: LotDePrelevements) -> Iterator[Ordre]:
    """Rows, not objects: making ten thousand of these takes longer than writing them."""
    libelle = f"{settings.CAISSE_NOM} cotisations {lot.date_prelevement:%m/%Y}"
    lignes = lignes_du(lot).order_by("pk").values_list(*_CHAMPS)
    for reference, centimes, identifiant, rum, signe_le, titulaire, scelle, bic, *adresse in lignes.iterator(
        chunk_size=500
    ):
        yield Ordre(
            end_to_end=reference,
            rum=rum,
            signe_le=timezone.localdate(signe_le),
            nom=titulaire,
            iban=_iban(reference, bytes(scelle), contexte_de_l_iban(identifiant, rum)),
            bic=bic,
            centimes=centimes or 0,
            libelle=libelle,
            adresse=(adresse[0], adresse[1], adresse[2], adresse[3]),
        )


def _iban(reference: str, scelle: bytes, contexte: bytes) -> str:
    try:
        return ouvrir(scelle, contexte=contexte).decode()
    except CoffreIllisible as cause:
        raise FichierImpossible([f"{reference} : IBAN illisible."]) from cause
