"""What agents decide of the returns that wait for them. Each decision is a row: two agents never both take one."""

from collections.abc import Callable
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.agents.refus import ActeImpossible
from accounts.journal import journaliser
from accounts.models import Compte
from cotisations.models import DecisionDeRetour, LotDePrelevements, MandatSepa, Prelevement, RetourDePrelevement
from cotisations.prelevements.encaissement import encaisser_lot, relire_les_operations
from cotisations.prelevements.enums import (
    Acte,
    DecisionRetour,
    EtatLotDePrelevements,
    EtatMandat,
    EtatPrelevement,
    GenreDeRetour,
)
from cotisations.prelevements.lots import finir_sans_suite, transmettre_lot
from cotisations.prelevements.motifs import DOUBLONS, motif_du_code
from cotisations.prelevements.noms_de_lots import lot_de_reference, lots_nommes
from cotisations.prelevements.refus import LotRefuse
from cotisations.prelevements.representation import peut_etre_represente, rejeter_et_representer, representer
from cotisations.prelevements.retours import Retour, anomalie_de, appliquer_retour, peut_revenir
from cotisations.prelevements.verrouillage import tenir, tenir_le_lot

_DEPASSEE = "Ce retour n’est plus à examiner, ou il vient de changer : relisez-le."
_REVENUS = (EtatPrelevement.REJETE, EtatPrelevement.RETOURNE, EtatPrelevement.REMBOURSE_DEBITEUR)


def peut_s_appliquer(retour: RetourDePrelevement) -> bool:
    """What the bank said can be done now."""
    if retour.genre == GenreDeRetour.REJET:
        return retour.prelevement is not None and peut_revenir(retour.prelevement)
    lot = lot_de_reference([retour.end_to_end])
    return lot is not None and lot.etat == EtatLotDePrelevements.TRANSMIS


def peut_se_representer(retour: RetourDePrelevement) -> bool:
    """Its line came back, and may be announced again under a mandate in use."""
    ligne = retour.prelevement
    if ligne is None or ligne.etat not in _REVENUS or not peut_etre_represente(ligne):
        return False
    return MandatSepa.objects.du_dossier(ligne.dossier).filter(etat=EtatMandat.ACTIF).exists()


def appliquer(*, retour: RetourDePrelevement, par: Compte) -> None:
    """Does what the bank said: the line comes back and its money with it, or the batch is credited, or given back.

    The amount taken back is that of the line, whatever the bank said. Raises `ActeImpossible`.
    """
    finale = retour.genre != GenreDeRetour.REJET or not motif_du_code(retour.code).a_examiner
    _decider(retour, DecisionRetour.APPLIQUER, par, faire=lambda: _faire(retour, par), finale=finale)


def representer_le_prelevement(*, retour: RetourDePrelevement, attendu: tuple[int, date], par: Compte) -> Prelevement:
    """Announces another line for what remains due of the échéance: `attendu`, cents and day, as the agent read them.

    Raises `ActeImpossible`.
    """
    reprises: list[Prelevement] = []

    def faire() -> None:
        ligne = retour.prelevement
        revenue = ligne is not None and ligne.etat in _REVENUS
        reprise = representer(ligne, le=timezone.localdate()) if ligne and revenue else None
        if reprise is None:
            raise ActeImpossible(
                "Ce prélèvement ne peut pas être présenté de nouveau : plus rien n’est dû, aucun mandat n’est actif, "
                "ou il l’a déjà été."
            )
        if (reprise.a_prendre, reprise.date_prelevement) != attendu:
            raise ActeImpossible("Ce qui reste dû, ou le jour possible, vient de changer : relisez-les.")
        reprises.append(reprise)

    _decider(retour, DecisionRetour.REPRESENTER, par, faire=faire)
    return reprises[0]


def classer(*, retour: RetourDePrelevement, motif: str, par: Compte) -> None:
    """Nothing more is to be done, and why. Raises `ActeImpossible`."""
    if not motif.strip():
        raise ActeImpossible("Dites pourquoi ce retour est classé.")
    _decider(retour, DecisionRetour.CLASSER, par, motif=motif.strip()[:200])


@transaction.atomic
def declarer_transmis(*, lot: LotDePrelevements, par: Compte, transmis_le: date) -> int:
    """The bank has the file; what it had said of it before that was told here is done now. Returns how many of those.

    Raises `LotRefuse`.
    """
    tenir_le_lot(lot)
    transmettre_lot(lot=lot, par=par, transmis_le=transmis_le)
    lot.refresh_from_db()
    dits = Q(prelevement__lot=lot) | Q(end_to_end__in=[lot.reference, lot.reference_du_paiement])
    attendus = RetourDePrelevement.objects.a_examiner().filter(dits)
    ordre = [GenreDeRetour.REJET, GenreDeRetour.LOT, GenreDeRetour.ENCAISSEMENT]
    faits = 0
    for retour in sorted(attendus.order_by("pk"), key=lambda un: ordre.index(GenreDeRetour(un.genre))):
        faits += _appliquer_s_il_se_peut(retour, par)
    relire_les_operations([lot])
    return faits


def _appliquer_s_il_se_peut(retour: RetourDePrelevement, par: Compte) -> bool:
    ligne = retour.prelevement
    if ligne and anomalie_de(ligne, Retour(retour.end_to_end, retour.code, retour.montant_centimes)):
        return False
    if retour.genre == GenreDeRetour.LOT and retour.code in DOUBLONS:
        return False
    try:
        appliquer(retour=retour, par=par)
    except ActeImpossible:
        return False
    return True


def _decider(
    retour: RetourDePrelevement,
    decision: DecisionRetour,
    par: Compte,
    *,
    motif: str = "",
    faire: Callable[[], object] = lambda: None,
    finale: bool = True,
) -> None:
    """The row first, the effect after: of two agents, one finds the place taken and does nothing. The journal last:
    whoever waits for it holds what an import may need."""
    try:
        with transaction.atomic():
            _tenir(retour)
            _noter(retour, decision, par, motif=motif, finale=finale)
            faire()
            _journaliser(retour, decision, par, motif)
    except IntegrityError as cause:
        raise ActeImpossible(_DEPASSEE) from cause


def _tenir(retour: RetourDePrelevement) -> None:
    """What it speaks of: its line, or the whole batch that it names."""
    entiers = set() if retour.genre == GenreDeRetour.REJET else lots_nommes([retour.end_to_end])
    lignes = Prelevement.objects.filter(retours=retour)
    lots = set(lignes.filter(lot__isnull=False).values_list("lot", flat=True))
    tenir(entiers | lots, lignes | Prelevement.objects.filter(lot__in=entiers))


def _noter(retour: RetourDePrelevement, decision: DecisionRetour, par: Compte, *, motif: str, finale: bool) -> None:
    if not RetourDePrelevement.objects.a_examiner().filter(pk=retour.pk).exists():
        raise ActeImpossible(_DEPASSEE)
    DecisionDeRetour.objects.create(
        retour=retour,
        rang=retour.decisions.count() + 1,
        decision=decision,
        est_finale=finale,
        motif=motif,
        le=timezone.now(),
        par=par,
    )


def _journaliser(retour: RetourDePrelevement, decision: DecisionRetour, par: Compte, motif: str) -> None:
    journaliser(
        acte=Acte.RETOUR_DECIDE,
        par=par,
        dossier=retour.prelevement.dossier if retour.prelevement else None,
        retour=str(retour.public_id),
        decision=decision.value,
        motif=motif or None,
    )


def _faire(retour: RetourDePrelevement, par: Compte) -> None:
    if retour.genre == GenreDeRetour.REJET:
        _faire_revenir(retour, par)
        return
    lot = lot_de_reference([retour.end_to_end])
    if lot is None:
        raise LotRefuse("Cette référence n’est pas celle d’un de nos lots.")
    if retour.genre == GenreDeRetour.LOT:
        rejeter_et_representer(lot=lot, par=par, code=retour.code)
    elif retour.date_comptable and retour.montant_centimes:
        encaisser_lot(lot=lot, le=retour.date_comptable, centimes=retour.montant_centimes, par=par)


def _faire_revenir(retour: RetourDePrelevement, par: Compte) -> None:
    ligne = Prelevement.objects.select_related("mandat", "dossier", "lot").filter(retours=retour).first()
    if ligne is None or not peut_revenir(ligne):
        raise ActeImpossible("Ce prélèvement n’est pas chez la banque, ou il est déjà revenu : rien n’est à reprendre.")
    appliquer_retour(ligne, Retour(retour.end_to_end, retour.code, ligne.a_prendre, retour.date_comptable), par)
    finir_sans_suite(LotDePrelevements.objects.filter(prelevements=ligne))
    relire_les_operations([ligne.lot] if ligne.lot else [])
