"""The only writer of a card payment's state and money: notification, return, question and agent all come here."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from cotisations.enums import Acte, Nature
from cotisations.grand_livre import Versement, contrepasser, rendre, verrouiller, verser
from cotisations.models import Ecriture, NotificationPSP, Paiement
from cotisations.paiements import avis
from cotisations.paiements.designation import dettes_designees
from cotisations.paiements.etats import (
    CREDITES,
    ENCAISSES,
    EtatEvenement,
    EtatPaiement,
    Mode,
    Origine,
    TypeEvenement,
    suite,
)
from cotisations.paiements.evenement import EURO, Evenement
from cotisations.paiements.recus import revoquer_les_recus

_LITIGES = {
    EtatEvenement.OUVERT: EtatPaiement.LITIGE,
    EtatEvenement.GAGNE: EtatPaiement.LITIGE_GAGNE,
    EtatEvenement.PERDU: EtatPaiement.LITIGE_PERDU,
}
_SANS_CREDIT = "argent rendu d’un paiement qui n’est pas au compte"
_RENDU_EN_TROP = "argent rendu au-delà du paiement"
_RENDU_HORS_COMPTE = "argent rendu d’un encaissement qui n’est pas au compte : rien n’en est retiré"


class PaiementInconnu(LookupError):
    """No payment of ours has this reference: the bank has to try again, then to ask."""


@dataclass(frozen=True)
class Effet:
    """What an event did: the payment is now in `apres`. `deja_vu`: it was heard before, and did nothing.

    `motif`: why an agent has to look at it, empty when nobody has.
    """

    apres: EtatPaiement
    ecriture: Ecriture | None = None
    motif: str = ""
    deja_vu: bool = False


@transaction.atomic
def appliquer(evenement: Evenement, *, origine: Origine, par: Compte | None = None) -> Effet:
    """Applies a checked event: state, account, journal and mails, in one transaction, once. Raises `PaiementInconnu`.

    Of one event heard fifty times at once, one applies. Whatever the order of different events, money that came is
    credited once (`paiement:<uuid>:credit`) and money that went is taken once (`remboursement:<id>`, `litige:<id>`).
    """
    paiement = Paiement.objects.filter(public_id=evenement.ref_paiement, passerelle=evenement.passerelle).first()
    if paiement is None:
        raise PaiementInconnu(str(evenement.ref_paiement))
    verrouiller([paiement.dossier_id])
    paiement.refresh_from_db()
    if NotificationPSP.objects.filter(passerelle=evenement.passerelle, id_evenement=evenement.id_evenement).exists():
        return Effet(EtatPaiement(paiement.etat), deja_vu=True)
    avant = EtatPaiement(paiement.etat)
    effet = _EFFETS[evenement.type](paiement, evenement, origine)
    _passer(paiement, effet, evenement)
    _garder(paiement, avant, effet, evenement, origine=origine, par=par)
    if effet.apres not in CREDITES:
        revoquer_les_recus(paiement, par=par)
    avis.aviser(paiement, avant=avant, evenement=evenement)
    return _rattraper(paiement, effet) if effet.apres == EtatPaiement.PAYE != avant else effet


def _rattraper(paiement: Paiement, effet: Effet) -> Effet:
    """What went back before its payment was heard of is taken now, as the bank said it."""
    for une in paiement.notifications.filter(erreur=_SANS_CREDIT).order_by("pk"):
        dite = Evenement(
            passerelle=une.passerelle,
            id_evenement=f"rattrapage:{une.pk}",
            id_psp=une.id_psp,
            type=TypeEvenement(une.type),
            etat=EtatEvenement(une.etat),
            ref_paiement=paiement.public_id,
            centimes=une.centimes,
            devise=une.devise,
            mode=Mode(paiement.mode),
            horodatage=une.recu_le,
        )
        effet = replace(effet, apres=appliquer(dite, origine=Origine.PORTAIL).apres)
    return effet


def credit_de(paiement: Paiement) -> Ecriture | None:
    """The écriture of the card's money."""
    return Ecriture.objects.filter(cle=_cle_credit(paiement)).first()


def remboursements_en_route(paiement: Paiement) -> list[NotificationPSP]:
    """Refunds that were asked, and of which the bank has not said the end."""
    nouvelles = paiement.notifications.filter(type=TypeEvenement.REMBOURSEMENT)
    finis = nouvelles.exclude(etat=EtatEvenement.EN_ATTENTE).values("id_psp")
    return list(nouvelles.filter(etat=EtatEvenement.EN_ATTENTE).exclude(id_psp__in=finis).order_by("pk"))


def rendu_de(credit: Ecriture) -> int:
    """Cents of a credit that went back, and did not return since."""
    return -Ecriture.objects.filter(rendue_de=credit, contrepassee_par__isnull=True).solde_centimes()


def _cle_credit(paiement: Paiement) -> str:
    return f"paiement:{paiement.public_id}:credit"


def _au_paiement(paiement: Paiement, evenement: Evenement, origine: Origine) -> Effet:
    avant = EtatPaiement(paiement.etat)
    if evenement.etat == EtatEvenement.PAYE:
        return _encaisser(paiement, avant, evenement, origine)
    apres = suite(avant, evenement.etat)
    if apres == avant and evenement.etat == EtatEvenement.CAPTURE_ECHOUEE:
        return Effet(avant, motif="encaissement annulé par la banque, dans un état qui ne l’attend pas")
    credit = credit_de(paiement)
    if evenement.etat == EtatEvenement.CAPTURE_ECHOUEE and credit and evenement.id_psp != paiement.id_psp:
        return Effet(avant, motif="encaissement annulé par la banque, d’une autre transaction que celle du compte")
    if apres == EtatPaiement.ANNULE_BANQUE and credit:
        cle, libelle = f"paiement:{paiement.public_id}:annule", f"Paiement par carte {paiement.numero} annulé"
        return Effet(apres, contrepasser(ecriture=credit, cle=cle, le=_jour(evenement), libelle=libelle))
    return Effet(apres)


def _encaisser(paiement: Paiement, avant: EtatPaiement, evenement: Evenement, origine: Origine) -> Effet:
    apres = suite(avant, EtatEvenement.PAYE)
    if avant == EtatPaiement.ANNULE_BANQUE and credit_de(paiement) is None:  # another card, on the same page
        apres = EtatPaiement.PAYE
    decide = avant == EtatPaiement.A_EXAMINER and origine == Origine.AGENT
    if avant in ENCAISSES:
        autre = evenement.id_psp != paiement.id_psp
        return Effet(avant, motif="la banque annonce un second encaissement du même paiement" if autre else "")
    if apres == avant and not decide:
        return Effet(avant, motif="argent annoncé pour un paiement qui ne l’attend plus")
    if not decide and _entendu(paiement, evenement, EtatEvenement.CAPTURE_ECHOUEE):
        return Effet(avant, motif="argent annoncé après l’annulation de son encaissement")
    if not decide and (evenement.devise != EURO or evenement.centimes != paiement.montant_centimes):
        return Effet(EtatPaiement.A_EXAMINER, motif="montant ou devise différents de ce qui était attendu")
    return Effet(EtatPaiement.PAYE, _crediter(paiement, evenement))


def _crediter(paiement: Paiement, evenement: Evenement) -> Ecriture:
    versement = Versement(
        dossier=paiement.dossier_id,
        cle=_cle_credit(paiement),
        nature=Nature.CARTE,
        centimes=evenement.centimes,
        le=_jour(evenement),
        libelle=f"Paiement par carte {paiement.numero}",
        designees=dettes_designees(paiement.dossier, paiement.designees),
    )
    poses = verser([versement])
    if not poses:
        raise RuntimeError(f"le crédit du paiement {paiement.public_id} est au compte, et son état l’ignore")
    return poses[0].ecriture


def _au_remboursement(paiement: Paiement, evenement: Evenement, origine: Origine) -> Effet:
    cle, avant = f"remboursement:{evenement.id_psp}", EtatPaiement(paiement.etat)
    if evenement.etat == EtatEvenement.EN_ATTENTE:
        return Effet(avant)  # asked, and nothing more: no money has moved
    if evenement.etat == EtatEvenement.ECHOUE:
        return _ne_pas_rendre(paiement, avant, cle, evenement)
    if _entendu(paiement, evenement, EtatEvenement.ECHOUE):
        return Effet(avant)
    rendus = _rendus_hors_compte(paiement)
    if evenement.id_psp in rendus:
        return Effet(avant)
    if 0 < evenement.centimes <= _pris_hors_compte(paiement) - sum(rendus.values()):
        return Effet(avant, motif=_RENDU_HORS_COMPTE)
    return _rendre(paiement, avant, cle, evenement, nature=Nature.REMBOURSEMENT, vers=None)


def _pris_hors_compte(paiement: Paiement) -> int:
    """Cents that the bank took for this payment beside those of its credit: whichever it gives back, the account keeps
    what remains at the bank."""
    dites = paiement.notifications.filter(type=TypeEvenement.PAIEMENT).exclude(id_psp=paiement.id_psp)
    annulees = dites.filter(etat=EtatEvenement.CAPTURE_ECHOUEE).values("id_psp")
    prises = dites.filter(etat=EtatEvenement.PAYE, ecriture__isnull=True, devise=EURO).exclude(id_psp__in=annulees)
    return sum(dict(prises.values_list("id_psp", "centimes")).values())


def _rendus_hors_compte(paiement: Paiement) -> dict[str, int]:
    """By refund, the cents that went back out of those."""
    dites = paiement.notifications.filter(type=TypeEvenement.REMBOURSEMENT)
    echoues = dites.filter(etat=EtatEvenement.ECHOUE).values("id_psp")
    rendues = dites.filter(erreur=_RENDU_HORS_COMPTE).exclude(id_psp__in=echoues)
    return dict(rendues.values_list("id_psp", "centimes"))


def _au_litige(paiement: Paiement, evenement: Evenement, origine: Origine) -> Effet:
    """Money is taken when a dispute opens, or is lost without our having heard of its opening."""
    cle, avant, vers = f"litige:{evenement.id_psp}", EtatPaiement(paiement.etat), _LITIGES[evenement.etat]
    if evenement.etat == EtatEvenement.GAGNE:
        effet = _ne_pas_rendre(paiement, avant, cle, evenement)
        return Effet(vers, effet.ecriture) if effet.ecriture else effet
    if evenement.etat == EtatEvenement.OUVERT and _entendu(
        paiement, evenement, EtatEvenement.GAGNE, EtatEvenement.PERDU
    ):
        return Effet(avant)
    if prise := Ecriture.objects.filter(cle=cle).first():
        revenue = Ecriture.objects.filter(contrepasse_de=prise).exists()
        return Effet(avant, motif="contestation gagnée, et la banque en parle encore") if revenue else Effet(vers)
    return _rendre(paiement, avant, cle, evenement, nature=Nature.LITIGE, vers=vers)


def _rendre(
    paiement: Paiement,
    avant: EtatPaiement,
    cle: str,
    evenement: Evenement,
    *,
    nature: Nature,
    vers: EtatPaiement | None,
) -> Effet:
    credit = credit_de(paiement)
    if credit is None or avant not in ENCAISSES:
        return Effet(avant, motif=_SANS_CREDIT)
    if evenement.centimes <= 0:
        return Effet(avant, motif="argent rendu, d’un montant nul")
    if evenement.devise != EURO or evenement.centimes > credit.montant_centimes - rendu_de(credit):
        deja = Ecriture.objects.filter(cle=cle).exists()
        return Effet(avant, motif="" if deja else _RENDU_EN_TROP)
    libelle = f"{nature.label}, paiement par carte {paiement.numero}"
    rendue = rendre(
        credit=credit, cle=cle, nature=nature, centimes=evenement.centimes, le=_jour(evenement), libelle=libelle
    )
    return Effet(vers or _etat_selon_le_rendu(avant, credit), rendue)


def _ne_pas_rendre(paiement: Paiement, avant: EtatPaiement, cle: str, evenement: Evenement) -> Effet:
    """What went, or was about to, did not go after all."""
    rendue = Ecriture.objects.filter(cle=cle).first()
    credit = credit_de(paiement)
    if rendue is None or credit is None:
        return Effet(avant)
    libelle = f"{rendue.libelle} : somme non rendue"
    contraire = contrepasser(ecriture=rendue, cle=f"{cle}:annule", le=_jour(evenement), libelle=libelle)
    return Effet(_etat_selon_le_rendu(avant, credit), contraire)


def _etat_selon_le_rendu(avant: EtatPaiement, credit: Ecriture) -> EtatPaiement:
    """A dispute stays a dispute, whatever else is given back."""
    if avant not in {EtatPaiement.PAYE, EtatPaiement.REMBOURSE_PARTIEL, EtatPaiement.REMBOURSE}:
        return avant
    rendu = rendu_de(credit)
    if rendu == credit.montant_centimes:
        return EtatPaiement.REMBOURSE
    return EtatPaiement.REMBOURSE_PARTIEL if rendu else EtatPaiement.PAYE


_EFFETS = {
    TypeEvenement.PAIEMENT: _au_paiement,
    TypeEvenement.REMBOURSEMENT: _au_remboursement,
    TypeEvenement.LITIGE: _au_litige,
}


def _entendu(paiement: Paiement, evenement: Evenement, *etats: EtatEvenement) -> bool:
    """Whether the end of this refund or dispute came before its beginning: banks promise no order."""
    return paiement.notifications.filter(type=evenement.type, id_psp=evenement.id_psp, etat__in=etats).exists()


def _jour(evenement: Evenement) -> date:
    return timezone.localdate(evenement.horodatage)


def _passer(paiement: Paiement, effet: Effet, evenement: Evenement) -> None:
    """Moves the payment, from where it was read and nowhere else."""
    changes: dict[str, Any] = {}
    if effet.apres != paiement.etat:
        changes |= {"etat": effet.apres, "etat_le": timezone.now()}
    if effet.apres == EtatPaiement.PAYE and effet.ecriture and not paiement.paye_le:
        changes |= {"paye_le": evenement.horodatage, "id_psp": evenement.id_psp}
    elif evenement.etat == EtatEvenement.PRESENTE:
        changes |= {"id_psp": evenement.id_psp}
    if changes and not Paiement.objects.filter(pk=paiement.pk, etat=paiement.etat).update(**changes):
        raise RuntimeError(f"le paiement {paiement.public_id} a changé sous le verrou de son dossier")
    for champ, valeur in changes.items():
        setattr(paiement, champ, valeur)


def _garder(
    paiement: Paiement, avant: EtatPaiement, effet: Effet, evenement: Evenement, *, origine: Origine, par: Compte | None
) -> None:
    NotificationPSP.objects.create(
        passerelle=evenement.passerelle,
        id_evenement=evenement.id_evenement,
        origine=origine,
        signature_ok=True,
        paiement=paiement,
        type=evenement.type,
        etat=evenement.etat,
        id_psp=evenement.id_psp,
        centimes=evenement.centimes,
        devise=evenement.devise,
        corps=dict(evenement.brut),
        recu_le=timezone.now(),
        avant=avant,
        apres=effet.apres,
        a_voir=bool(effet.motif),
        erreur=effet.motif,
        ecriture=effet.ecriture,
        par=par,
    )
    journaliser(
        acte=Acte.PAIEMENT_SUIVI,
        par=par,
        dossier=paiement.dossier,
        paiement=str(paiement.public_id),
        origine=origine.value,
        nouvelle=f"{evenement.type.value}:{evenement.etat.value}",
        centimes=evenement.centimes,
        avant=avant.value,
        apres=effet.apres.value,
        motif=effet.motif or None,
    )
