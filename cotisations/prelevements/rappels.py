"""Recalls: asking the bank not to take what it has already, because the mandate ended since.

Possible until the TARGET day before the settlement. A recall is asked outside the portal, which notes it: the line is
no more expected. A bank that did not obey shows, by its credit or by a return, and the recall is then undone.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from cotisations.models import LotDePrelevements, Prelevement
from cotisations.prelevements.calendrier import jours_ouvres_avant
from cotisations.prelevements.encaissement import relire_les_operations
from cotisations.prelevements.enums import A_RAPPELER, VIVANTS, Acte, EtatLotDePrelevements, EtatPrelevement
from cotisations.prelevements.lots import finir_sans_suite
from cotisations.prelevements.refus import LotRefuse
from cotisations.prelevements.verrouillage import tenir

_SUIVIS = (EtatLotDePrelevements.TRANSMIS, EtatLotDePrelevements.RAPPELE)


def dernier_jour_de_rappel(ligne: Prelevement) -> date:
    """The TARGET day before it settles."""
    return jours_ouvres_avant(ligne.date_prelevement, 1)


def est_a_rappeler(ligne: Prelevement, aujourdhui: date) -> bool:
    """The same as `a_rappeler`, of one line."""
    fini = ligne.etat == EtatPrelevement.TRANSMIS and ligne.mandat.etat in A_RAPPELER
    return fini and aujourdhui <= dernier_jour_de_rappel(ligne)


@transaction.atomic
def noter_rappel(*, ligne: Prelevement, le: date, par: Compte) -> None:
    """The bank was asked, on the day `le`, not to take this line: it is no more expected. Raises `LotRefuse`."""
    if ligne.lot is None or ligne.mandat.etat not in A_RAPPELER:
        raise LotRefuse("Seul un prélèvement chez la banque, dont le mandat a pris fin, se rappelle.")
    transmis_le = ligne.lot.transmis_le or timezone.localdate()
    if not transmis_le <= le <= min(timezone.localdate(), dernier_jour_de_rappel(ligne)):
        raise LotRefuse("Le jour du rappel va de la transmission du lot à la veille ouvrée du prélèvement.")
    tenir([ligne.lot.pk], Prelevement.objects.filter(pk=ligne.pk))
    transmise = Prelevement.objects.filter(
        pk=ligne.pk, etat=EtatPrelevement.TRANSMIS, lot__etat=EtatLotDePrelevements.TRANSMIS
    )
    motif = f"mandat {ligne.mandat.get_etat_display().lower()}"
    if not transmise.update(etat=EtatPrelevement.RAPPELE, rappele_le=le, rappele_par=par, motif=motif):
        raise LotRefuse("Ce prélèvement n’est plus à rappeler : il a été encaissé, rejeté ou déjà rappelé.")
    _suivre_le_lot(ligne.lot)
    journaliser(
        acte=Acte.PRELEVEMENT_RAPPELE, par=par, dossier=ligne.dossier, prelevement=str(ligne.public_id),
        le=le.isoformat(),
    )  # fmt: skip


@transaction.atomic
def annuler_rappel(*, ligne: Prelevement, par: Compte) -> None:
    """The bank takes it all the same: it is expected again, and may come back. What was announced meanwhile for the
    same échéance is withdrawn; what the bank has already keeps the échéance, and this line pays the account at large.
    Raises `LotRefuse`."""
    tenir([ligne.lot_id] if ligne.lot_id else [], Prelevement.objects.filter(pk=ligne.pk))
    rappelee = Prelevement.objects.filter(pk=ligne.pk, etat=EtatPrelevement.RAPPELE, lot__etat__in=_SUIVIS)
    _ceder_la_place(ligne)
    if ligne.lot is None or not rappelee.update(
        etat=EtatPrelevement.TRANSMIS, rappele_le=None, rappele_par=None, motif=""
    ):
        raise LotRefuse("Son lot est déjà encaissé, ou ce prélèvement n’est plus rappelé.")
    LotDePrelevements.objects.filter(pk=ligne.lot.pk, etat=EtatLotDePrelevements.RAPPELE).update(
        etat=EtatLotDePrelevements.TRANSMIS, fini_le=None, motif=""
    )
    relire_les_operations([ligne.lot])
    journaliser(acte=Acte.RAPPEL_ANNULE, par=par, dossier=ligne.dossier, prelevement=str(ligne.public_id))


def _ceder_la_place(ligne: Prelevement) -> None:
    """One line alone is on its way for an échéance. Another mandate may have been signed since the recall."""
    autres = Prelevement.objects.filter(echeance=ligne.echeance_id, echeance__isnull=False, etat__in=VIVANTS)
    libres = autres.filter(etat=EtatPrelevement.PRENOTIFIE, lot__isnull=True)
    libres.update(etat=EtatPrelevement.RETIRE, motif="la banque a pris le précédent")
    if autres.filter(etat=EtatPrelevement.INCLUS).exists():
        raise LotRefuse("Un autre prélèvement de cette échéance est dans un lot : annulez d’abord ce lot.")
    if autres.exclude(pk=ligne.pk).exists():
        Prelevement.objects.filter(pk=ligne.pk).update(echeance=None)


def _suivre_le_lot(lot: LotDePrelevements) -> None:
    """A batch of which every line was recalled expects nothing more; of another, less than before."""
    finir_sans_suite(LotDePrelevements.objects.filter(pk=lot.pk))
    relire_les_operations([lot])
