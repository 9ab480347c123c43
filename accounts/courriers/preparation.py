"""Closing the queue: the requests received until now become the letters of one batch."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.adresse_postale import destinataire
from accounts.courriers.file import Tri, en_attente, trier
from accounts.courriers.refus import LotEnCours, RienAPreparer
from accounts.courriers.reveil import reveiller_apres
from accounts.courriers.scelles import contexte_du_lot
from accounts.enums import Acte, EtatDemande, EtatLot
from accounts.journal import journaliser
from accounts.models import Compte, DemandeMotDePasse, Dossier, LotDeCourriers, Pli, TrancheDeCourriers
from accounts.models.lot import A_TERMINER
from carpimko_portal.lib.coffre import nouvelle_cle

TAILLE_TRANCHE = 100
_RECUL = timedelta(seconds=5)  # a request being written right now belongs to the next batch


def preparer_lot(*, par: Compte) -> LotDeCourriers:
    """Makes a batch of all requests received so far, and has it printed. It may end up without any letter.

    Raises `RienAPreparer` without any request, `LotEnCours` while another batch is not downloaded yet.
    """
    maintenant = timezone.now()
    with un_seul_lot(), transaction.atomic():
        demandes = en_attente(maintenant - _RECUL)
        if not demandes:
            raise RienAPreparer("Aucune demande de courrier n’attend.")
        lot = ouvrir_lot(par=par, coupure_le=maintenant - _RECUL, maintenant=maintenant)
        tri = trier(demandes, maintenant)
        garnir(lot, tri.retenues)
        _marquer(tri, maintenant)
        journaliser(
            acte=Acte.LOT_PREPARE,
            par=par,
            lot=lot.reference,
            demandes=len(demandes),
            plis=lot.plis,
            sans_suite=len(tri.sans_suite),
        )
        reveiller_apres()
    return lot


class un_seul_lot:  # noqa: N801 - reads as a sentence after `with`
    """Says `LotEnCours` when the database refuses a second batch; to be put around the transaction."""

    def __enter__(self) -> None:
        self._verifier()

    def __exit__(self, genre: object, erreur: BaseException | None, trace: object) -> None:
        if isinstance(erreur, IntegrityError):
            self._verifier()

    def _verifier(self) -> None:
        if lot := LotDeCourriers.objects.filter(etat__in=A_TERMINER).first():
            raise LotEnCours(f"Le lot {lot.reference} est déjà en cours de préparation, ou attend d’être téléchargé.")


def ouvrir_lot(*, par: Compte, coupure_le: datetime, maintenant: datetime, **champs: object) -> LotDeCourriers:
    """An empty batch with a key of its own. Raises `IntegrityError` while another one is being prepared."""
    lot = LotDeCourriers(prepare_par=par, coupure_le=coupure_le, prepare_le=maintenant, **champs)
    _, lot.cle = nouvelle_cle(contexte=contexte_du_lot(lot))
    lot.save(force_insert=True)
    return lot


def garnir(lot: LotDeCourriers, retenues: Sequence[tuple[DemandeMotDePasse, Dossier]]) -> None:
    """Gives the batch its letters and its chunks; one without letters is ready at once."""
    Pli.objects.bulk_create(
        Pli(lot=lot, rang=rang, dossier=dossier, demande=demande, adresse=list(destinataire(dossier)))
        for rang, (demande, dossier) in enumerate(retenues, start=1)
    )
    lot.plis = len(retenues)
    TrancheDeCourriers.objects.bulk_create(
        TrancheDeCourriers(
            lot=lot,
            premier_rang=premier,
            nombre=min(TAILLE_TRANCHE, lot.plis - premier + 1),
            prochain_le=lot.prepare_le,
        )
        for premier in range(1, lot.plis + 1, TAILLE_TRANCHE)
    )
    if not lot.plis:
        lot.etat = EtatLot.PRET
    lot.save(update_fields=["plis", "etat"])


def _marquer(tri: Tri, maintenant: datetime) -> None:
    for demande, dossier in (*tri.retenues, *tri.doublons):
        demande.etat, demande.dossier, demande.traitee_le = EtatDemande.TRAITEE, dossier, maintenant
    for demande in tri.sans_suite:
        demande.etat, demande.traitee_le = EtatDemande.SANS_SUITE, maintenant
    traitees = [demande for demande, _ in (*tri.retenues, *tri.doublons)]
    DemandeMotDePasse.objects.bulk_update(
        [*traitees, *tri.sans_suite], ["etat", "dossier", "traitee_le"], batch_size=200
    )
