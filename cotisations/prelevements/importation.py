"""Files of returns, taken whole or not at all: pain.002 and camt.054."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from cotisations.banque import camt, pain002
from cotisations.banque.comptes import exiger_un_des_notres
from cotisations.banque.lu import Debut, FichierRefuse, OperationLue
from cotisations.models import FichierDeRetours, LotDePrelevements, Prelevement, RetourDePrelevement
from cotisations.prelevements.encaissement import encaisser_lot, est_deja_dit, relire_les_operations
from cotisations.prelevements.enums import Acte, GenreDeRetour
from cotisations.prelevements.lots import finir_sans_suite
from cotisations.prelevements.motifs import DOUBLONS
from cotisations.prelevements.noms_de_lots import lot_de_reference, lots_nommes
from cotisations.prelevements.reception import garder_du_lot, garder_inconnu, recevoir_retour
from cotisations.prelevements.refus import LotRefuse
from cotisations.prelevements.representation import rejeter_et_representer
from cotisations.prelevements.retours import Retour
from cotisations.prelevements.verrouillage import tenir

TAILLE_MAX = 32_000_000  # bytes of a file of returns


class DejaImporte(FichierRefuse):
    """These very bytes were imported before: nothing is done again."""


@dataclass
class Bilan:
    """What an import did. `deja`: told before by another file."""

    message: str
    retours: int = 0
    deja: int = 0
    a_examiner: int = 0
    lots: int = 0

    def compter(self, garde: RetourDePrelevement | None) -> None:
        """What was kept of one return; nothing when it was told before."""
        self.retours += garde is not None
        self.deja += garde is None
        self.a_examiner += bool(garde and garde.anomalie)


def importer_retours(*, octets: bytes, nom: str, par: Compte | None) -> Bilan:
    """Takes a pain.002 or a camt.054, all or nothing. Raises `FichierRefuse`, `DejaImporte`."""
    if len(octets) > TAILLE_MAX:
        raise FichierRefuse("", "fichier trop grand")
    message, lus = _lire(octets)
    try:
        with transaction.atomic():
            return _importer(octets, nom, message, lus, par)
    except IntegrityError as cause:
        if FichierDeRetours.objects.filter(sha256=hashlib.sha256(octets).hexdigest()).exists():
            raise DejaImporte("", "ce fichier vient d’être importé par quelqu’un d’autre") from cause
        raise FichierRefuse("", "un prélèvement a changé pendant l’import, recommencez") from cause


def _lire(octets: bytes) -> tuple[str, list[pain002.Statut | OperationLue]]:
    """Read whole before anything is written: a truncated file, or that of another account, leaves nothing."""
    if b"pain.002" in octets[:2000]:
        return "pain.002", list(pain002.lire(BytesIO(octets)))
    lus = list(camt.lire(BytesIO(octets)))
    for debut in lus:
        if isinstance(debut, Debut):
            exiger_un_des_notres(debut)
    return "camt.054", [lu for lu in lus if isinstance(lu, OperationLue)]


def _importer(
    octets: bytes, nom: str, message: str, lus: Iterable[pain002.Statut | OperationLue], par: Compte | None
) -> Bilan:
    empreinte = hashlib.sha256(octets).hexdigest()
    if FichierDeRetours.objects.filter(sha256=empreinte).exists():
        raise DejaImporte("", "ce fichier est déjà importé")
    fichier = FichierDeRetours.objects.create(
        sha256=empreinte, nom=nom[:120], message=message, recu_le=timezone.now(), recu_par=par
    )
    bilan, listes = Bilan(message), list(lus)
    _tenir(listes)
    for lu in listes:
        _traiter(lu, fichier, bilan, par)
    touches = LotDePrelevements.objects.filter(prelevements__retours__fichier=fichier).distinct()
    finir_sans_suite(touches)
    relire_les_operations(touches)
    journaliser(
        acte=Acte.RETOURS_IMPORTES, par=par, fichier=empreinte, message=message, retours=bilan.retours,
        deja=bilan.deja, a_examiner=bilan.a_examiner, lots=bilan.lots,
    )  # fmt: skip
    return bilan


def _tenir(lus: Iterable[pain002.Statut | OperationLue]) -> None:
    """All at once: the first return writes in the journal, and whoever waits for it may hold the next one."""
    entiers = lots_nommes(nom for un in lus if (nom := _lot_entier(un)))
    refs = [un.end_to_end for un in lus if not isinstance(un, pain002.LotRejete) and un.end_to_end]
    lignes = Prelevement.objects.filter(end_to_end__in=refs)
    lots = set(lignes.filter(lot__isnull=False).values_list("lot", flat=True))
    tenir(entiers | lots, lignes | Prelevement.objects.filter(lot__in=entiers))


def _lot_entier(lu: pain002.Statut | OperationLue) -> str:
    """The batch of which it changes every line."""
    if isinstance(lu, pain002.LotRejete):
        return lu.reference
    return lu.lot if isinstance(lu, OperationLue) and lu.centimes > 0 else ""


def _traiter(lu: pain002.Statut | OperationLue, fichier: FichierDeRetours, bilan: Bilan, par: Compte | None) -> None:
    match lu:
        case pain002.LotRejete():
            _rejeter_le_lot(lu, fichier, bilan, par)
        case pain002.TransactionRejetee():
            _appliquer(Retour(lu.end_to_end, lu.code), fichier, bilan, par)
        case OperationLue(est_frais=True):  # the bank's own fee: nobody's account
            return
        case OperationLue() if lu.centimes > 0:
            _encaisser(lu, fichier, bilan, par)
        case OperationLue():
            _appliquer(Retour(lu.end_to_end, lu.motif[:8], -lu.centimes, lu.jour), fichier, bilan, par)


def _rejeter_le_lot(refus: pain002.LotRejete, fichier: FichierDeRetours, bilan: Bilan, par: Compte | None) -> None:
    """Received twice, the file is refused once: giving its lines back would take them again."""
    lot = lot_de_reference([refus.reference])
    try:
        if lot is None:
            raise LotRefuse("lot inconnu")
        if refus.code in DOUBLONS:
            raise LotRefuse("la banque dit l’avoir reçu deux fois, le premier peut être pris")
        rejeter_et_representer(lot=lot, par=par, code=refus.code)
        bilan.lots += 1
    except LotRefuse as cause:
        retour = Retour(refus.reference, refus.code)
        bilan.compter(garder_du_lot(fichier, GenreDeRetour.LOT, retour, str(cause)))


def _encaisser(operation: OperationLue, fichier: FichierDeRetours, bilan: Bilan, par: Compte | None) -> None:
    """A credit that names one of our batches; any other credit is a matter of bank statements."""
    lot = lot_de_reference([operation.lot])
    if lot is None:
        return
    if est_deja_dit(lot, le=operation.jour, centimes=operation.centimes):
        bilan.deja += 1
        return
    try:
        with transaction.atomic():
            encaisser_lot(lot=lot, le=operation.jour, centimes=operation.centimes, par=par)
        bilan.lots += 1
    except LotRefuse as refus:
        retour = Retour(operation.lot, "", operation.centimes, operation.jour)
        bilan.compter(garder_du_lot(fichier, GenreDeRetour.ENCAISSEMENT, retour, str(refus)))


def _appliquer(retour: Retour, fichier: FichierDeRetours, bilan: Bilan, par: Compte | None) -> None:
    ligne = Prelevement.objects.select_related("mandat", "dossier").filter(end_to_end=retour.end_to_end).first()
    if ligne is None:
        bilan.compter(garder_inconnu(fichier, retour))
    else:
        bilan.compter(recevoir_retour(retour, ligne, fichier=fichier, par=par))
