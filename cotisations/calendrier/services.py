"""Writes of the calendar: one address at a time, shown to whoever makes it and to nobody after."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.journal import journaliser
from accounts.models import Compte, Dossier
from cotisations.calendrier.adresses import adresse, empreinte, tirer
from cotisations.calendrier.avis import CREE, REVOQUE, aviser
from cotisations.enums import Acte
from cotisations.models import AbonnementCalendrier


class AbonnementDejaOuvert(Exception):
    """The dossier has an address already: it is replaced, not added to."""


class AbonnementChange(Exception):
    """The address that was looked at is no longer the one in force."""


@transaction.atomic
def creer_abonnement(*, dossier: Dossier, avec_montants: bool, par: Compte) -> str:
    """Opens the calendar of the dossier and returns its secret address. Raises `AbonnementDejaOuvert`."""
    secret = _ouvrir(dossier=dossier, avec_montants=avec_montants)
    entree = journaliser(acte=Acte.CALENDRIER_CREE, par=par, dossier=dossier, avec_montants=avec_montants)
    aviser(CREE, dossier=dossier, entree=entree)
    return adresse(secret)


@transaction.atomic
def remplacer_abonnement(*, dossier: Dossier, abonnement: UUID, avec_montants: bool, par: Compte) -> str:
    """Puts another address in the place of `abonnement`, and returns it. Raises `AbonnementChange`."""
    _fermer(dossier=dossier, abonnement=abonnement)
    secret = _ouvrir(dossier=dossier, avec_montants=avec_montants)
    entree = journaliser(acte=Acte.CALENDRIER_REMPLACE, par=par, dossier=dossier, avec_montants=avec_montants)
    aviser(CREE, dossier=dossier, entree=entree)
    return adresse(secret)


@transaction.atomic
def revoquer_abonnement(*, dossier: Dossier, abonnement: UUID, par: Compte) -> None:
    """Makes the address of `abonnement` as unknown as any other. Raises `AbonnementChange`."""
    _fermer(dossier=dossier, abonnement=abonnement)
    entree = journaliser(acte=Acte.CALENDRIER_REVOQUE, par=par, dossier=dossier)
    aviser(REVOQUE, dossier=dossier, entree=entree)


def _ouvrir(*, dossier: Dossier, avec_montants: bool) -> str:
    secret = tirer()
    try:
        with transaction.atomic():
            AbonnementCalendrier.objects.create(
                dossier=dossier, empreinte=empreinte(secret), avec_montants=avec_montants, cree_le=timezone.now()
            )
    except IntegrityError as refus:
        raise AbonnementDejaOuvert from refus
    return secret


def _fermer(*, dossier: Dossier, abonnement: UUID) -> None:
    """Of those who try together, one does."""
    en_cours = AbonnementCalendrier.objects.filter(dossier=dossier, public_id=abonnement, revoque_le__isnull=True)
    if not en_cours.update(revoque_le=timezone.now()):
        raise AbonnementChange
