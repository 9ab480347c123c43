"""The only writer of a card payment's state and money: notification, return, question and agent all come here."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte
from cotisations.enums import Acte
from cotisations.grand_livre import verrouiller
from cotisations.models import NotificationPSP, Paiement
from cotisations.paiements import avis
from cotisations.paiements.effet import Effet, reste_de
from cotisations.paiements.encaissements import au_paiement
from cotisations.paiements.etats import AVEC_RECU, EtatEvenement, EtatPaiement, Mode, Origine, TypeEvenement
from cotisations.paiements.evenement import Evenement
from cotisations.paiements.recus import revoquer_les_recus
from cotisations.paiements.rendus import RENDU_EN_TROP, SANS_CREDIT, au_litige, au_remboursement

_EFFETS = {
    TypeEvenement.PAIEMENT: au_paiement,
    TypeEvenement.REMBOURSEMENT: au_remboursement,
    TypeEvenement.LITIGE: au_litige,
}
_DIT_LE = "dit_le"  # of what the bank said: when, for it


class PaiementInconnu(LookupError):
    """No payment of ours has this reference: the bank has to try again, then to ask."""


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
    if effet.apres not in AVEC_RECU or (effet.ecriture and evenement.type != TypeEvenement.PAIEMENT):
        revoquer_les_recus(paiement, par=par)
    avis.aviser(paiement, avant=avant, evenement=evenement, effet=effet)
    revient = evenement.etat in {EtatEvenement.ECHOUE, EtatEvenement.GAGNE} and effet.ecriture is not None
    return _rattraper(paiement, effet) if revient or effet.apres == EtatPaiement.PAYE != avant else effet


def _rattraper(paiement: Paiement, effet: Effet) -> Effet:
    """What went back before its payment was heard of, or before another refund came back, is taken now, as the bank
    said it."""
    for une in paiement.notifications.filter(erreur__in=[SANS_CREDIT, RENDU_EN_TROP]).order_by("pk"):
        if une.centimes > reste_de(paiement):  # as impossible as before
            continue
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
            horodatage=datetime.fromisoformat(une.corps[_DIT_LE]) if _DIT_LE in une.corps else une.recu_le,
        )
        effet = replace(effet, apres=appliquer(dite, origine=Origine.PORTAIL).apres)
    return effet


def _passer(paiement: Paiement, effet: Effet, evenement: Evenement) -> None:
    """Moves the payment, from where it was read and nowhere else."""
    changes: dict[str, Any] = {}
    if effet.apres != paiement.etat:
        changes |= {"etat": effet.apres, "etat_le": timezone.now()}
    if evenement.etat == EtatEvenement.PAYE and effet.ecriture:
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
        corps=dict(evenement.brut) | {_DIT_LE: evenement.horodatage.isoformat()},
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
