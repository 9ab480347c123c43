"""What comes back from the bank (R-transactions): refused before it settles, returned or refunded after.

The same return is told by pain.002, camt.054 and camt.053: it counts once, by its reference and its reason. Money
that was credited is taken back by one écriture, whatever is told after; anything unforeseen is kept for an agent.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_date
from cotisations.banque import camt, pain002
from cotisations.banque.comptes import exiger_un_des_notres
from cotisations.banque.lu import Debut, FichierRefuse, OperationLue
from cotisations.enums import Nature
from cotisations.grand_livre import rendre, verrouiller
from cotisations.models import (
    Ecriture,
    FichierDeRetours,
    LotDePrelevements,
    MandatSepa,
    Prelevement,
    RetourDePrelevement,
)
from cotisations.prelevements.annonces import nouvelle_ligne, restes_dus
from cotisations.prelevements.avis import Nouvelle, aviser_des_prelevements, aviser_du_mandat, aviser_du_rejet
from cotisations.prelevements.calendrier import PRENOTIFICATION, jour_de_reglement
from cotisations.prelevements.encaissement import (
    cle_de_credit,
    cle_de_rejet,
    encaisser_lot,
    lot_de_reference,
    relire_les_operations,
)
from cotisations.prelevements.enums import A_VENIR, VIVANTS, Acte, EtatMandat, EtatPrelevement, GenreDeRetour
from cotisations.prelevements.lots import LotRefuse, est_encore_possible, rejeter_lot
from cotisations.prelevements.mandats import MandatRefuse, finir_mandat, retirer_les_lignes
from cotisations.prelevements.motifs import DOUBLONS, MotifDeRejet, SuiteMandat, motif_du_code

TAILLE_MAX = 32_000_000  # bytes of a file of returns


class DejaImporte(FichierRefuse):
    """These very bytes were imported before: nothing is done again."""


@dataclass(frozen=True)
class Retour:
    """One R-transaction. `centimes` > 0 when the file says how much; `le`: booked on."""

    end_to_end: str
    code: str
    centimes: int | None = None
    le: date | None = None


@dataclass
class Bilan:
    """What an import did. `deja`: told before by another file."""

    message: str
    retours: int = 0
    deja: int = 0
    a_examiner: int = 0
    lots: int = 0


def importer_retours(*, octets: bytes, nom: str, par: Compte | None) -> Bilan:
    """Takes a pain.002 or a camt.054, all or nothing. Raises `FichierRefuse`, `DejaImporte`."""
    if len(octets) > TAILLE_MAX:
        raise FichierRefuse("", "fichier trop grand")
    message, lus = _lire(octets)
    try:
        with transaction.atomic():
            return _importer(octets, nom, message, lus, par)
    except IntegrityError as cause:
        raise DejaImporte("", "ce fichier vient d’être importé par quelqu’un d’autre") from cause


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
    _verrouiller(listes)
    for lu in listes:
        _traiter(lu, fichier, bilan, par)
    relire_les_operations(LotDePrelevements.objects.filter(prelevements__retours__fichier=fichier).distinct())
    journaliser(
        acte=Acte.RETOURS_IMPORTES, par=par, fichier=empreinte, message=message, retours=bilan.retours,
        deja=bilan.deja, a_examiner=bilan.a_examiner, lots=bilan.lots,
    )  # fmt: skip
    return bilan


def _verrouiller(lus: Iterable[pain002.Statut | OperationLue]) -> None:
    """Batches, lines, dossiers, then the journal, as every other act: the first return writes in the journal, and
    whoever waits for it may hold the line of the next one."""
    if not connection.features.has_select_for_update:  # nobody else writes at all
        return
    nommes = [un.reference if isinstance(un, pain002.LotRefuse) else un.lot for un in lus]
    refs = [un.end_to_end for un in lus if not isinstance(un, pain002.LotRefuse) and un.end_to_end]
    dits = [lot.pk for nom in sorted({nom for nom in nommes if nom}) if (lot := lot_de_reference([nom]))]
    lots = set(dits) | set(
        Prelevement.objects.filter(end_to_end__in=refs, lot__isnull=False).values_list("lot", flat=True)
    )
    list(LotDePrelevements.objects.filter(pk__in=lots).order_by("pk").select_for_update().values_list("pk"))
    lignes = Prelevement.objects.filter(end_to_end__in=refs).order_by("pk").select_for_update()
    verrouiller(list(lignes.values_list("dossier", flat=True)))


def _traiter(lu: pain002.Statut | OperationLue, fichier: FichierDeRetours, bilan: Bilan, par: Compte | None) -> None:
    match lu:
        case pain002.LotRefuse():
            _rejeter_le_lot(lu, fichier, bilan, par)
        case pain002.TransactionRefusee():
            _appliquer(Retour(lu.end_to_end, lu.code), fichier, bilan, par)
        case OperationLue(est_frais=True):  # the bank's own fee: nobody's account
            return
        case OperationLue() if lu.centimes > 0:
            _encaisser(lu, fichier, bilan, par)
        case OperationLue():
            _appliquer(Retour(lu.end_to_end, lu.motif[:8], -lu.centimes, lu.jour), fichier, bilan, par)


def _rejeter_le_lot(refus: pain002.LotRefuse, fichier: FichierDeRetours, bilan: Bilan, par: Compte | None) -> None:
    """Received twice, the file is refused once: giving its lines back would take them again."""
    lot = lot_de_reference([refus.reference])
    try:
        if lot is None:
            raise LotRefuse("lot inconnu")
        if refus.code in DOUBLONS:
            raise LotRefuse("la banque dit l’avoir reçu deux fois, le premier peut être pris")
        rejeter_et_replanifier(lot=lot, par=par, code=refus.code)
        bilan.lots += 1
    except LotRefuse as cause:
        _garder_du_lot(fichier, GenreDeRetour.LOT, Retour(refus.reference, refus.code), bilan, str(cause))


def _encaisser(operation: OperationLue, fichier: FichierDeRetours, bilan: Bilan, par: Compte | None) -> None:
    """A credit that names one of our batches; any other credit is a matter of bank statements."""
    lot = lot_de_reference([operation.lot])
    if lot is None:
        return
    try:
        with transaction.atomic():
            encaisser_lot(lot=lot, le=operation.jour, centimes=operation.centimes, par=par)
        bilan.lots += 1
    except LotRefuse as refus:
        retour = Retour(operation.lot, "", operation.centimes, operation.jour)
        _garder_du_lot(fichier, GenreDeRetour.ENCAISSEMENT, retour, bilan, str(refus))


def _appliquer(retour: Retour, fichier: FichierDeRetours, bilan: Bilan, par: Compte | None) -> None:
    ligne = Prelevement.objects.select_related("mandat", "dossier").filter(end_to_end=retour.end_to_end).first()
    if ligne is None:
        _garder_d_inconnu(fichier, retour, bilan)
        return
    if _connus(retour).exists() and not peut_revenir(ligne):
        bilan.deja += 1
        return
    if not (anomalie := anomalie_de(ligne, retour)):
        appliquer_retour(ligne, retour, par)
    _garder(fichier, retour, ligne, bilan, anomalie or _a_decider(retour))


def _connus(retour: Retour) -> QuerySet[RetourDePrelevement]:
    """The same, told before."""
    return RetourDePrelevement.objects.filter(
        end_to_end=retour.end_to_end[:35], genre=GenreDeRetour.REJET, code=retour.code[:8]
    )


@transaction.atomic
def retour_de_releve(retour: Retour) -> bool:
    """The same told by a bank statement: applied unless another file told it before, or kept for an agent.

    False when the operation has to wait itself: its batch is not said to be at the bank, or the same return was looked
    at already. Part of the journalled matching of statements."""
    ligne = Prelevement.objects.select_related("mandat", "dossier").get(end_to_end=retour.end_to_end)
    if _connus(retour).exists() and not peut_revenir(ligne):
        return True
    anomalie = anomalie_de(ligne, retour)
    if anomalie and (ligne.etat in A_VENIR or _connus(retour).exists()):
        return False
    if not anomalie:
        appliquer_retour(ligne, retour, None)
    _garder(None, retour, ligne, Bilan("camt.053"), anomalie or _a_decider(retour))
    return True


def _a_decider(retour: Retour) -> str:
    examiner = motif_du_code(retour.code).a_examiner
    return f"motif {retour.code or 'absent'} : décider de la suite" if examiner else ""


def peut_revenir(ligne: Prelevement) -> bool:
    """Its state is the authority: what was told of it before may have been set aside, and nothing done."""
    return ligne.etat in {EtatPrelevement.TRANSMIS, EtatPrelevement.ENCAISSE}


def anomalie_de(ligne: Prelevement, retour: Retour) -> str:
    """Why nothing is done by itself; empty when it is."""
    if not peut_revenir(ligne):
        return f"prélèvement {ligne.get_etat_display().lower()}, et la banque en parle encore"
    if retour.centimes is not None and retour.centimes != ligne.a_prendre:
        return "le montant n’est pas celui du prélèvement"
    if retour.centimes is None and retour.code in DOUBLONS:  # nothing was debited
        return "la banque dit l’avoir reçu deux fois, le premier peut être pris"
    return ""


def appliquer_retour(ligne: Prelevement, retour: Retour, par: Compte | None) -> None:
    """State, account, mandate, mails and another presentation, of a line that comes back. Part of a journalled act."""
    motif = motif_du_code(retour.code)
    apres = _etat(EtatPrelevement(ligne.etat), motif)
    revenue = Prelevement.objects.filter(pk=ligne.pk, etat=ligne.etat)
    if not revenue.update(etat=apres, motif=motif.phrase[:120]):
        raise IntegrityError("la ligne a changé pendant l’import")
    _reprendre_l_argent(ligne, retour.le or timezone.localdate())
    journaliser(
        acte=Acte.PRELEVEMENT_REJETE, par=par, dossier=ligne.dossier, prelevement=str(ligne.public_id),
        code=retour.code,
    )  # fmt: skip
    _suivre_le_mandat(ligne.mandat, motif, par)
    aviser_du_rejet(ligne, retour.code)
    if motif.est_representable:
        representer(ligne, le=timezone.localdate())


def _etat(avant: EtatPrelevement, motif: MotifDeRejet) -> EtatPrelevement:
    if avant == EtatPrelevement.TRANSMIS:
        return EtatPrelevement.REJETE
    return EtatPrelevement.REMBOURSE_DEBITEUR if motif.est_remboursement else EtatPrelevement.RETOURNE


def _reprendre_l_argent(ligne: Prelevement, le: date) -> None:
    """Only what was credited is taken back."""
    credit = Ecriture.objects.filter(cle=cle_de_credit(ligne)).first()
    if credit:
        rendre(
            credit=credit, cle=cle_de_rejet(ligne), nature=Nature.REJET, centimes=credit.montant_centimes, le=le,
            libelle=f"Rejet du prélèvement du {ecrire_date(ligne.date_prelevement)}",
        )  # fmt: skip


def _suivre_le_mandat(mandat: MandatSepa, motif: MotifDeRejet, par: Compte | None) -> None:
    """What the reason does to a mandate that is still in force."""
    if motif.mandat is SuiteMandat.SUSPENDRE:
        actif = MandatSepa.objects.filter(pk=mandat.pk, etat=EtatMandat.ACTIF)
        if actif.update(etat=EtatMandat.SUSPENDU, motif=motif.phrase):
            retirer_les_lignes(mandat, "mandat suspendu")
            mandat.motif = motif.phrase
            journaliser(acte=Acte.MANDAT_SUSPENDU, par=par, dossier=mandat.dossier, mandat=mandat.rum)
            aviser_du_mandat(mandat, Nouvelle.SUSPENDU)
    elif motif.mandat is not SuiteMandat.GARDER:
        etat = EtatMandat.CLOS if motif.mandat is SuiteMandat.CLORE else EtatMandat.REVOQUE
        acte = Acte.MANDAT_CLOS if motif.mandat is SuiteMandat.CLORE else Acte.MANDAT_REVOQUE
        try:
            finir_mandat(mandat, etat, motif=motif.phrase)
        except MandatRefuse:  # ended before the bank said so
            return
        journaliser(acte=acte, par=par, dossier=mandat.dossier, mandat=mandat.rum)


@transaction.atomic
def rejeter_et_replanifier(*, lot: LotDePrelevements, par: Compte | None, code: str) -> None:
    """The bank refused the whole file: its lines wait for another batch, or for another day when theirs can no more be
    reached. Raises `LotRefuse`."""
    siennes = list(Prelevement.objects.filter(lot=lot, etat=EtatPrelevement.TRANSMIS).values_list("pk", flat=True))
    rejeter_lot(lot=lot, par=par, motif=f"refusé par la banque ({code or 'sans motif'})")
    if est_encore_possible(lot.date_prelevement):
        return
    manquees = Prelevement.objects.filter(pk__in=siennes, etat=EtatPrelevement.PRENOTIFIE)
    for ligne in list(manquees.select_related("dossier").order_by("pk")):
        Prelevement.objects.filter(pk=ligne.pk).update(
            etat=EtatPrelevement.RETIRE, motif="fichier refusé par la banque"
        )
        representer(ligne, le=timezone.localdate())


def representer(ligne: Prelevement, *, le: date) -> Prelevement | None:
    """Another line for what remains due of the same échéance, announced anew, as often as the setting allows; its
    mail says the day."""
    mandat = MandatSepa.objects.du_dossier(ligne.dossier).filter(etat=EtatMandat.ACTIF).first()
    reste, jour = ce_qui_se_represente(ligne, le=le)
    if mandat is None or reste <= 0 or not peut_etre_represente(ligne):
        return None
    reprise = nouvelle_ligne(
        mandat=mandat, echeance=ligne.echeance_id, jour=jour,
        centimes=reste, maintenant=timezone.now(),
    )  # fmt: skip
    reprise.represente = ligne
    reprise.save(force_insert=True)
    aviser_des_prelevements(ligne.dossier, [reprise])
    return reprise


def ce_qui_se_represente(ligne: Prelevement, *, le: date) -> tuple[int, date]:
    """Cents that remain due, never more than were asked; the first day on which they can be collected."""
    return min(ligne.a_prendre, restes_dus([ligne], le=le)[ligne.pk]), jour_de_reglement(le + PRENOTIFICATION)


def peut_etre_represente(ligne: Prelevement) -> bool:
    """Fewer times than the setting allows, and no other line is on its way for its échéance."""
    if ligne.echeance_id is None or _fois(ligne) >= settings.PRELEVEMENTS_REPRESENTATIONS:
        return False
    return not Prelevement.objects.filter(echeance=ligne.echeance_id, etat__in=VIVANTS).exists()


def _fois(ligne: Prelevement) -> int:
    """How many presentations came before this one; those that never reached a payer's bank do not count."""
    fois, avant = 0, ligne.represente
    while avant is not None:
        fois, avant = fois + (avant.etat != EtatPrelevement.RETIRE), avant.represente
    return fois


def _garder(fichier: FichierDeRetours | None, retour: Retour, ligne: Prelevement, bilan: Bilan, anomalie: str) -> None:
    cle, dit = _cle_et_dit(GenreDeRetour.REJET, retour)
    _conserver(fichier, bilan, anomalie, cle, dit | {"prelevement": ligne})


def _garder_d_inconnu(fichier: FichierDeRetours, retour: Retour, bilan: Bilan) -> None:
    """Of a reference that is not ours, the very same is not kept twice; of none, everything is."""
    cle, dit = _cle_et_dit(GenreDeRetour.REJET, retour)
    if retour.end_to_end:
        _conserver(fichier, bilan, "référence inconnue", cle | dit, {})
    else:
        RetourDePrelevement.objects.create(
            **cle, **dit, fichier=fichier, anomalie="sans référence", recu_le=timezone.now()
        )
        bilan.retours += 1
        bilan.a_examiner += 1


def _garder_du_lot(
    fichier: FichierDeRetours, genre: GenreDeRetour, retour: Retour, bilan: Bilan, anomalie: str
) -> None:
    """What the bank says of a whole batch, and that cannot be done now. Two credits of one batch are two."""
    cle, dit = _cle_et_dit(genre, retour)
    if genre is GenreDeRetour.ENCAISSEMENT:
        cle, dit = cle | dit, {}
    _conserver(fichier, bilan, anomalie, cle, dit)


def _cle_et_dit(genre: GenreDeRetour, retour: Retour) -> tuple[dict[str, Any], dict[str, Any]]:
    cle = {"end_to_end": retour.end_to_end[:35], "genre": genre, "code": retour.code[:8]}
    return cle, {"montant_centimes": retour.centimes, "date_comptable": retour.le}


def _conserver(
    fichier: FichierDeRetours | None, bilan: Bilan, anomalie: str, cle: dict[str, Any], dit: dict[str, Any]
) -> None:
    """`cle` says what makes two of them the same one."""
    cree = not RetourDePrelevement.objects.filter(**cle).exists()
    if cree:
        RetourDePrelevement.objects.create(
            **cle, **dit, fichier=fichier, anomalie=anomalie[:240], recu_le=timezone.now()
        )
    bilan.retours += cree
    bilan.deja += not cree
    bilan.a_examiner += bool(cree and anomalie)
