"""All writes of the app. Keyword-only, atomic, journalled, returning what they made."""

import uuid

from django.contrib.auth import login, logout
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.enums import Acte, RoleAcces, TypeDossier
from accounts.envois.avis import aviser_compte_ouvert, aviser_connexion
from accounts.journal import journaliser
from accounts.limites.alarme import noter_echec
from accounts.models import Acces, Compte, Dossier
from accounts.preuve import prouver
from accounts.sessions import ouvrir_session

_BACKEND = "accounts.authentification.NumeroDeDossier"


@transaction.atomic
def ouvrir_compte(*, dossier: Dossier, mot_de_passe: str | None, par: Compte | None) -> Compte:
    """Gives a dossier its titulaire's compte. Raises `IntegrityError` when it has one already.

    `mot_de_passe=None`: none opens it, the person comes by FranceConnect, whose own notice tells them.
    """
    compte = Compte.objects.create(identifiant=str(uuid.uuid4()), password=make_password(mot_de_passe))
    Acces.objects.create(compte=compte, dossier=dossier, role=RoleAcces.TITULAIRE)
    entree = journaliser(acte=Acte.COMPTE_OUVERT, par=par, dossier=dossier)
    if mot_de_passe is not None:
        aviser_compte_ouvert(dossier=dossier, entree=entree)
    return compte


@transaction.atomic
def ouvrir_compte_agent(*, identifiant: str, mot_de_passe: str, par: Compte | None) -> Compte:
    """Opens the compte of an agent of the caisse, who has no dossier. Raises `IntegrityError` when it exists."""
    compte = Compte.objects.create(identifiant=identifiant, password=make_password(mot_de_passe), est_agent=True)
    journaliser(acte=Acte.COMPTE_OUVERT, par=par, agent=str(compte.public_id))
    return compte


def connecter(request: HttpRequest, *, type_dossier: TypeDossier, numero: str, mot_de_passe: str) -> Compte | None:
    """Opens a session for the titulaire of a dossier; `None` when anything does not match.

    Raises `TropDeDemandes` when a limit is reached, `Encombrement` when too many hashes are under way.
    """
    preuve = prouver(request, type_dossier=type_dossier, numero=numero, mot_de_passe=mot_de_passe)
    if preuve.compte is None:
        with transaction.atomic():
            journaliser(acte=Acte.CONNEXION_REFUSEE, par=None)
        noter_echec()
        return None
    _ouvrir(request, preuve.compte, numero=numero, connu=preuve.connu)
    preuve.charge.rendre()
    return preuve.compte


@transaction.atomic
def _ouvrir(request: HttpRequest, compte: Compte, *, numero: str, connu: bool) -> None:
    """`connu`: the browser opened this dossier before; only others are announced to the person."""
    acces = compte.acces.select_related("dossier").get(dossier__numero=numero)
    compte.derniere_connexion_avant = compte.last_login
    compte.save(update_fields=["derniere_connexion_avant"])
    login(request, compte, backend=_BACKEND)
    ouvrir_session(request.session, acces=acces, maintenant=timezone.now())
    entree = journaliser(acte=Acte.CONNEXION, par=compte, dossier=acces.dossier)
    if not connu:
        aviser_connexion(request, dossier=acces.dossier, entree=entree)


@transaction.atomic
def deconnecter(request: HttpRequest) -> None:
    """Destroys the session, on the server too."""
    if isinstance(request.user, Compte):
        journaliser(acte=Acte.DECONNEXION, par=request.user)
    logout(request)
