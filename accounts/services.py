"""All writes of the app. Keyword-only, atomic, journalled, returning what they made."""

import uuid

from django.contrib.auth import login, logout
from django.contrib.auth.hashers import is_password_usable, make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.choix.presentation import Issue, Presentation
from accounts.choix.session import tenir
from accounts.enums import Acte, RoleAcces, TypeDossier
from accounts.envois.avis import aviser_compte_ouvert, aviser_connexion
from accounts.journal import journaliser
from accounts.limites.alarme import noter_echec
from accounts.limites.connexion import oublier_les_echecs
from accounts.models import Acces, Compte, Dossier, EntreeJournal
from accounts.preuve import prouver
from accounts.sessions import ouvrir_session, provenance

_BACKEND = "accounts.authentification.NumeroDeDossier"


def ouvrir_compte(*, dossier: Dossier, mot_de_passe: str | None, par: Compte | None) -> Compte:
    """Gives a dossier its titulaire's compte. Raises `IntegrityError` when it has one already.

    `mot_de_passe=None`: none opens it, the person comes by FranceConnect, whose own notice tells them.
    """
    return ouvrir_compte_hache(dossier=dossier, empreinte=make_password(mot_de_passe), par=par)


@transaction.atomic
def ouvrir_compte_hache(*, dossier: Dossier, empreinte: str, par: Compte | None) -> Compte:
    """The same, for a password hashed already: hashing has no place in a transaction."""
    compte = Compte.objects.create(identifiant=str(uuid.uuid4()), password=empreinte)
    Acces.objects.create(compte=compte, dossier=dossier, role=RoleAcces.TITULAIRE)
    entree = journaliser(acte=Acte.COMPTE_OUVERT, par=par, dossier=dossier)
    if is_password_usable(empreinte):
        aviser_compte_ouvert(dossier=dossier, entree=entree)
    return compte


def connecter(
    request: HttpRequest, *, type_dossier: TypeDossier, numero: str, mot_de_passe: str
) -> Compte | Presentation | None:
    """Opens a session for the titulaire of a dossier; `None` when anything does not match.

    With a provisional password (a `Presentation`), opens nothing but the choice of the final one, or tells
    why it does not. Raises as `prouver` does.
    """
    preuve = prouver(request, type_dossier=type_dossier, numero=numero, mot_de_passe=mot_de_passe)
    if preuve.compte:
        _ouvrir(request, preuve.compte, numero=numero, connu=preuve.connu)
        preuve.charge.rendre()
        return preuve.compte
    if preuve.presentee is None:
        with transaction.atomic():
            journaliser(acte=Acte.CONNEXION_REFUSEE, par=None)
        noter_echec()
        return None
    presentee = _tenir(request, preuve.presentee)
    if presentee.issue is Issue.OUVRE:
        preuve.charge.rendre()
    return presentee


def _tenir(request: HttpRequest, presentee: Presentation) -> Presentation:
    """Starts the choice when the secret opens it; somebody else may have been faster."""
    if presentee.issue is Issue.OUVRE:
        return presentee if tenir(request, secret=presentee.secret) else Presentation(presentee.secret, Issue.TENU)
    with transaction.atomic():
        dossier, motif = presentee.secret.dossier, presentee.issue.value
        journaliser(acte=Acte.SECRET_REFUSE, par=None, dossier=dossier, motif=motif)
    return presentee


@transaction.atomic
def _ouvrir(request: HttpRequest, compte: Compte, *, numero: str, connu: bool) -> None:
    """`connu`: the browser opened this dossier before; only others are announced to the person."""
    acces = compte.acces.select_related("dossier").get(dossier__numero=numero)
    entree = entrer(request, compte, acces=acces)
    if not connu:
        aviser_connexion(request, dossier=acces.dossier, entree=entree)


@transaction.atomic
def entrer(
    request: HttpRequest,
    compte: Compte,
    *,
    acces: Acces,
    backend: str = _BACKEND,
    lien: uuid.UUID | None = None,
    plusieurs: bool = False,
) -> EntreeJournal:
    """Opens the session of a person who has proven who they are, and returns what the journal says of it.

    Whatever they proved it with, failures before it are no longer in a row. `lien`, `plusieurs`: as in
    `ouvrir_session`.
    """
    compte.derniere_connexion_avant = compte.last_login
    compte.save(update_fields=["derniere_connexion_avant"])
    login(request, compte, backend=backend)
    maintenant, ici = timezone.now(), provenance(request)
    ouvrir_session(request.session, acces=acces, maintenant=maintenant, lien=lien, plusieurs=plusieurs, **ici)
    oublier_les_echecs(type_dossier=TypeDossier(acces.dossier.type), numero=acces.dossier.numero)
    moyen = {"moyen": "franceconnect"} if lien else {}
    return journaliser(acte=Acte.CONNEXION, par=compte, dossier=acces.dossier, **moyen)


@transaction.atomic
def deconnecter(request: HttpRequest) -> None:
    """Destroys the session, on the server too."""
    if isinstance(request.user, Compte):
        journaliser(acte=Acte.DECONNEXION, par=request.user)
    logout(request)
