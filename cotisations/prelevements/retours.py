"""What a return does (R-transactions: refused before it settles, returned or refunded after): to its line, to the
account, to the mandate. Money that was credited is taken back by one écriture, whatever is told after."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_date
from cotisations.enums import Nature
from cotisations.grand_livre import rendre
from cotisations.models import Ecriture, MandatSepa, Prelevement
from cotisations.prelevements.avis import Nouvelle, aviser_du_mandat, aviser_du_rejet
from cotisations.prelevements.encaissement import cle_de_credit, cle_de_rejet
from cotisations.prelevements.enums import Acte, EtatMandat, EtatPrelevement
from cotisations.prelevements.mandats import MandatRefuse, finir_mandat, retirer_les_lignes
from cotisations.prelevements.motifs import DOUBLONS, MotifDeRejet, SuiteMandat, motif_du_code
from cotisations.prelevements.representation import representer


@dataclass(frozen=True)
class Retour:
    """One R-transaction. `centimes` > 0 when the file says how much; `le`: booked on."""

    end_to_end: str
    code: str
    centimes: int | None = None
    le: date | None = None


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
