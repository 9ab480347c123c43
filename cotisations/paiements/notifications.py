"""What banks send by themselves: checked, applied, or refused and kept as a digest."""

import hashlib
import logging

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.journal import journaliser
from accounts.limites import Prise, consommer, seaux
from accounts.limites.connexion import adresse_de
from carpimko_portal.lib.adresses import poste
from carpimko_portal.lib.refus import TropDeDemandes
from cotisations.enums import Acte
from cotisations.models import NotificationPSP
from cotisations.paiements.application import PaiementInconnu, appliquer
from cotisations.paiements.etats import Origine
from cotisations.paiements.passerelle import SignatureInvalide, corps_de, passerelle

_journaux = logging.getLogger(__name__)


class NotificationRefusee(ValueError):
    """Not what it pretends to be, not for us, or of a payment that nobody knows (`inconnue`)."""

    def __init__(self, motif: str, *, inconnue: bool = False) -> None:
        super().__init__(motif)
        self.inconnue = inconnue


def recevoir_notification(requete: HttpRequest, *, code: str) -> None:
    """Applies each event of a notification. Raises `NotificationRefusee`, `CarteIndisponible`, `PasserelleInjoignable`.

    Each event is its own transaction: the bank repeats what was not heard to the end, and what was heard twice counts
    once.
    """
    banque = passerelle(code)
    try:
        for evenement in banque.lire_notification(requete):
            appliquer(evenement, origine=Origine.NOTIFICATION)
    except SignatureInvalide as refus:
        _refuser(requete, code, str(refus))
        raise NotificationRefusee(str(refus)) from None
    except PaiementInconnu:
        _refuser(requete, code, "paiement inconnu")
        raise NotificationRefusee("paiement inconnu", inconnue=True) from None


def _refuser(requete: HttpRequest, code: str, motif: str) -> None:
    """Anyone can send anything here: an address that insists fills no table."""
    try:
        consommer([Prise(seaux.NOTIFICATION_REFUSEE, poste(adresse_de(requete)))])
    except TropDeDemandes:
        return
    refuser_notification(passerelle=code, corps=_corps(requete), motif=motif)
    _journaux.warning("notification de paiement refusée : %s", motif)


def _corps(requete: HttpRequest) -> bytes:
    try:
        return corps_de(requete)
    except SignatureInvalide:
        return b""


def refuser_notification(*, passerelle: str, corps: bytes, motif: str) -> None:
    """Keeps the digest of what was refused, and why; the same again is not kept again."""
    empreinte = hashlib.sha256(corps).hexdigest()
    try:
        with transaction.atomic():
            NotificationPSP.objects.create(
                passerelle=passerelle,
                id_evenement=f"refus:{empreinte}",
                origine=Origine.NOTIFICATION,
                signature_ok=motif == "paiement inconnu",
                recu_le=timezone.now(),
                erreur=motif,
            )
            journaliser(
                acte=Acte.NOTIFICATION_REFUSEE, par=None, passerelle=passerelle, empreinte=empreinte, motif=motif
            )
    except IntegrityError:
        return
