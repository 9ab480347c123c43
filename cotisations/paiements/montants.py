"""How much a card may pay, and of what."""

from collections.abc import Collection

from django.conf import settings
from django.utils import timezone

from accounts.models import Dossier
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.models import Echeance, Ecriture, Paiement
from cotisations.paiements.designation import HORS
from cotisations.paiements.retenues import retenue_du
from cotisations.paiements.verrous import verrous_fermes
from cotisations.restes import repartition_du

EN_VERIFICATION = "Nous vérifions un paiement qui règle peut-être déjà cette somme : ne la payez pas une seconde fois."
A_CHANGE = "Ce que vous aviez choisi de payer a changé entre-temps : choisissez de nouveau."


class MontantRefuse(ValueError):
    """This amount cannot be paid by card; the message says why, in French."""


def verifier_montant(dossier: Dossier, centimes: int, echeances: Collection[str]) -> None:
    """Under the lock of the dossier: nobody pays more than is due, nor what money on its way, or being looked at, will
    pay.

    Raises `MontantRefuse`.
    """
    du = -Ecriture.objects.du_dossier(dossier).solde_centimes()
    if du <= 0:
        raise MontantRefuse("Vous ne devez rien : il n’y a rien à payer.")
    libre = du - _deja_en_route(dossier, du, centimes, echeances)
    if centimes > du:
        raise MontantRefuse(f"Vous devez {ecrire_montant(du)} en tout : le paiement ne peut pas dépasser cette somme.")
    minimum = min(settings.CARTE_MINIMUM_CENTIMES, libre)  # the last cents of a debt can be paid too
    if centimes < max(1, minimum):
        raise MontantRefuse(f"Le paiement par carte commence à {ecrire_montant(max(1, minimum))}.")
    if centimes > settings.CARTE_MAXIMUM_CENTIMES:
        raise MontantRefuse(
            f"Le paiement par carte s’arrête à {ecrire_montant(settings.CARTE_MAXIMUM_CENTIMES)}. "
            "Payez en plusieurs fois, ou par virement."
        )


def _deja_en_route(dossier: Dossier, du: int, centimes: int, echeances: Collection[str]) -> int:
    """Cents of what is due that nobody pays, by naming it or not: a debit takes them, or an agent looks at them."""
    verrous = verrous_fermes(dossier)
    retenue = retenue_du(dossier, sauf=verrous)
    restes = restes_nommes(dossier) if verrous or retenue.examines or echeances else {}
    if any(not restes.get(cle) for cle in echeances):
        raise MontantRefuse(A_CHANGE)
    for verrou in verrous.values():
        if str(verrou.echeance) in echeances:
            raise MontantRefuse(verrou.phrase)
    for cle, retenu in retenue.par_cle.items():
        if cle in echeances and retenu >= restes.get(cle, 0):
            raise MontantRefuse(EN_VERIFICATION)
    preleve = sum(restes[str(public)] for public in verrous if str(public) in restes)
    causes = {"vont être prélevés": preleve, "sont en cours de vérification": retenue.total}
    libre = max(0, du - preleve - retenue.total)
    if preleve + retenue.total and centimes > libre:
        dites = " et ".join(f"{ecrire_montant(somme)} {cause}" for cause, somme in causes.items() if somme)
        raise MontantRefuse(f"{dites}\u00a0: le paiement ne peut pas dépasser les {ecrire_montant(libre)} qui restent.")
    return du - libre


def exiger_ce_qui_etait_choisi(paiement: Paiement) -> None:
    """Under the lock of the dossier. An amount above what was ticked was asked for; once money moved, or is being
    looked at, what it names may take less of it, and nothing else is paid unasked.

    Raises `MontantRefuse`.
    """
    dossier, designees = paiement.dossier, paiement.designees
    restes, retenue = restes_nommes(dossier), retenue_du(dossier)
    if not designees or paiement.montant_centimes <= sum(
        restes.get(cle, 0) - retenue.par_cle.get(cle, 0) for cle in designees
    ):
        return
    verifie_depuis = any(un.etat_le >= paiement.cree_le for un in retenue.examines)
    if verifie_depuis or Ecriture.objects.du_dossier(dossier).filter(cree_le__gte=paiement.cree_le).exists():
        raise MontantRefuse(A_CHANGE)


def restes_nommes(dossier: Dossier) -> dict[str, int]:
    """What is due of each debt, in cents, as forms name them."""
    publics = Echeance.objects.du_dossier(dossier).chronologiques().values_list("public_id", flat=True)
    repartition = repartition_du(dossier, le=timezone.localdate())
    suivis = zip(publics, repartition.suivis, strict=True)
    return {HORS: repartition.hors_echeancier} | {str(public): suivi.reste for public, suivi in suivis}
