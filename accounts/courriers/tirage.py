"""Printing the chunks of a batch, whoever asks and however often.

A chunk is taken by one conditional UPDATE, which starts a lease. Its secrets are drawn, hashed and printed in
memory, then hashes and sealed PDF are written in one transaction: a process killed before leaves nothing,
and the chunk is printed again with other secrets.
"""

from collections.abc import Sequence
from time import monotonic

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.courriers.lettre import Lettre, appel, jours_de_validite
from accounts.courriers.manifeste import empreinte_du_manifeste
from accounts.courriers.reveil import reveiller_apres
from accounts.courriers.scelles import cle_du_lot, contexte_de_la_tranche
from accounts.enums import Acte, Canal, EtatLot, EtatSecret
from accounts.journal import journaliser
from accounts.models import LotDeCourriers, Pli, SecretProvisoire, TrancheDeCourriers
from accounts.provisoires.revocation import demande_morte
from accounts.provisoires.symboles import presenter, tirer

_DUREE_MAX = 120.0  # seconds of one call: well under the time limit of a task


class TrancheReprise(Exception):
    """Someone else printed the chunk, or its batch has ended."""


def imprimer_les_dues() -> int:
    """Prints chunks until none is due; returns how many letters that made."""
    fin, faites = monotonic() + _DUREE_MAX, 0
    while monotonic() < fin and (tranche := _prendre()):
        faites += imprimer_tranche(tranche=tranche)
    if not faites:
        return 0
    if monotonic() >= fin:
        with transaction.atomic():
            reveiller_apres()
    return faites


def _prendre() -> TrancheDeCourriers | None:
    maintenant = timezone.now()
    dues = TrancheDeCourriers.objects.dues(maintenant)
    for pk in list(dues.order_by("lot", "premier_rang").values_list("pk", flat=True)[:10]):
        prises = TrancheDeCourriers.objects.filter(pk=pk, est_imprimee=False, prochain_le__lte=maintenant)
        if prises.update(essais=F("essais") + 1, prochain_le=maintenant + settings.COURRIERS_BAIL):
            return TrancheDeCourriers.objects.select_related("lot").get(pk=pk)
    return None


def imprimer_tranche(*, tranche: TrancheDeCourriers) -> int:
    """Prints a chunk that was taken; returns how many letters, 0 when it was somebody else's meanwhile."""
    from accounts.courriers.impression import imprimer  # the libraries of PDF: not for those who only import tasks

    lot = tranche.lot
    plis = _plis(tranche)
    tires = [tirer() for _ in plis]
    empreintes = [make_password(tire) for tire in tires]
    lettres = [_lettre(lot, pli, tire) for pli, tire in zip(plis, tires, strict=True)]
    pdf = imprimer(lettres, le=timezone.localdate(lot.prepare_le))
    try:
        scelle = cle_du_lot(lot).sceller(pdf, contexte=contexte_de_la_tranche(tranche))
        _deposer(tranche, plis, empreintes, scelle)
    except TrancheReprise:
        return 0
    return len(plis)


def _plis(tranche: TrancheDeCourriers) -> list[Pli]:
    rangs = (tranche.premier_rang, tranche.premier_rang + tranche.nombre - 1)
    plis = Pli.objects.filter(lot=tranche.lot, rang__range=rangs)
    return list(plis.select_related("dossier", "demande", "lot").order_by("rang"))


def _lettre(lot: LotDeCourriers, pli: Pli, tire: str) -> Lettre:
    return Lettre(
        lot=lot.reference,
        rang=pli.rang,
        total=lot.plis,
        adresse=tuple(pli.adresse),
        appel=appel(pli.dossier),
        jours=jours_de_validite(pli.dossier),
        secret=presenter(tire),
    )


def _secret(pli: Pli, empreinte: str) -> SecretProvisoire:
    assert pli.demande, "une demande n’est oubliée que bien après la fin de son lot"
    return SecretProvisoire(
        dossier=pli.dossier,
        demande=pli.demande,
        canal=Canal.LETTRE,
        lot=pli.lot,
        rang=pli.rang,
        empreinte=empreinte,
        etat=EtatSecret.REVOQUE if demande_morte(pli.demande, pli.dossier) else EtatSecret.INACTIF,
    )


@transaction.atomic
def _deposer(tranche: TrancheDeCourriers, plis: Sequence[Pli], empreintes: Sequence[str], scelle: bytes) -> None:
    """The batch first, then the chunk: whoever ends the batch takes them in the same order.

    A letter whose request died since the batch was prepared keeps its place on paper; its secret is born dead.
    One whose request dies right now is shut by `confirmer_remise`, which looks again.
    """
    lot = LotDeCourriers.objects.filter(pk=tranche.lot_id, etat=EtatLot.EN_PREPARATION)
    encore_a_moi = TrancheDeCourriers.objects.filter(pk=tranche.pk, est_imprimee=False, essais=tranche.essais)
    if not lot.update(imprimes=F("imprimes") + len(plis)) or not encore_a_moi.update(est_imprimee=True, pdf=scelle):
        raise TrancheReprise(str(tranche))
    SecretProvisoire.objects.bulk_create(
        _secret(pli, empreinte) for pli, empreinte in zip(plis, empreintes, strict=True)
    )
    for pli in plis:
        journaliser(
            acte=Acte.COURRIER_IMPRIME, par=None, dossier=pli.dossier, lot=tranche.lot.reference, pli=str(pli.public_id)
        )
    if lot.filter(imprimes=F("plis")).update(etat=EtatLot.PRET, sha256_manifeste=empreinte_du_manifeste(tranche.lot)):
        journaliser(acte=Acte.LOT_PRET, par=None, lot=tranche.lot.reference, plis=tranche.lot.plis)
