"""All writes of the app. Keyword-only, atomic, journalled, returning what they made."""

import uuid
from typing import Any

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.appareils import Appareil, appareil_reconnu
from accounts.choix.presentation import Issue, Presentation, presenter_secret
from accounts.choix.session import marque_de, tenir
from accounts.enums import Acte, RoleAcces, TypeDossier
from accounts.envois.avis import aviser_compte_ouvert, aviser_connexion
from accounts.hachage import place_de_hachage
from accounts.journal import journaliser
from accounts.limites import Charge
from accounts.limites.alarme import noter_echec
from accounts.limites.connexion import admettre_connexion, admettre_secret
from accounts.models import Acces, Compte, Dossier, EntreeJournal
from accounts.provisoires.symboles import normaliser
from accounts.sessions import ouvrir_session, provenance
from carpimko_portal.lib.refus import Encombrement, TropDeDemandes

_BACKEND = "accounts.authentification.NumeroDeDossier"


def ouvrir_compte(*, dossier: Dossier, mot_de_passe: str, par: Compte | None) -> Compte:
    """Gives a dossier its titulaire's compte. Raises `IntegrityError` when it has one already."""
    return ouvrir_compte_hache(dossier=dossier, empreinte=make_password(mot_de_passe), par=par)


@transaction.atomic
def ouvrir_compte_hache(*, dossier: Dossier, empreinte: str, par: Compte | None) -> Compte:
    """The same, for a password hashed already: hashing has no place in a transaction."""
    compte = Compte.objects.create(identifiant=str(uuid.uuid4()), password=empreinte)
    Acces.objects.create(compte=compte, dossier=dossier, role=RoleAcces.TITULAIRE)
    entree = journaliser(acte=Acte.COMPTE_OUVERT, par=par, dossier=dossier)
    aviser_compte_ouvert(dossier=dossier, entree=entree)
    return compte


def connecter(
    request: HttpRequest, *, type_dossier: TypeDossier, numero: str, mot_de_passe: str
) -> Compte | Presentation | None:
    """Opens a session for the titulaire of a dossier; `None` when anything does not match.

    With a provisional password (a `Presentation`), opens nothing but the choice of the final one, or tells
    why it does not. Whatever looks like one costs the same hashes for every dossier, existing or not.

    The attempt is charged before anything is hashed, and given back when it succeeds. The hash is computed
    outside the transaction: on SQLite it would keep every other writer waiting. Raises `TropDeDemandes`
    when a limit is reached, `Encombrement` when too many hashes are under way.
    """
    appareil = appareil_reconnu(request, type_dossier=type_dossier, numero=numero)
    identite: dict[str, Any] = {"type_dossier": type_dossier, "numero": numero}
    charge, refus = _admettre(request, mot_de_passe, appareil=appareil, **identite)
    compte = None
    try:
        with place_de_hachage():
            if refus is None:
                compte = authenticate(request, mot_de_passe=mot_de_passe, **identite)
            presentee = presenter_secret(saisie=mot_de_passe, marque=marque_de(request.session), **identite)
    except Encombrement:
        charge.rendre()
        raise
    if isinstance(compte, Compte):
        _ouvrir(request, compte, numero=numero, connu=appareil is not None)
        charge.rendre()
        return compte
    if presentee is None:
        _refuser(refus)
        return None
    presentee = _tenir(request, presentee)
    if presentee.issue is Issue.OUVRE:
        charge.rendre()
    return presentee


def _admettre(
    request: HttpRequest, mot_de_passe: str, *, type_dossier: TypeDossier, numero: str, appareil: Appareil | None
) -> tuple[Charge, TropDeDemandes | None]:
    """With a refusal, what was typed is no password any more; as a provisional one it has buckets of its own."""
    try:
        return admettre_connexion(request, type_dossier=type_dossier, numero=numero, appareil=appareil), None
    except TropDeDemandes as refus:
        if normaliser(mot_de_passe) is None:
            raise
        return admettre_secret(request, type_dossier=type_dossier, numero=numero), refus


def _refuser(refus: TropDeDemandes | None) -> None:
    """Nothing matches. Raises the refusal of the limits, when there was one."""
    if refus:
        raise refus
    with transaction.atomic():
        journaliser(acte=Acte.CONNEXION_REFUSEE, par=None)
    noter_echec()


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
def entrer(request: HttpRequest, compte: Compte, *, acces: Acces) -> EntreeJournal:
    """Opens the session of a person who has proven who they are, and returns what the journal says of it."""
    compte.derniere_connexion_avant = compte.last_login
    compte.save(update_fields=["derniere_connexion_avant"])
    login(request, compte, backend=_BACKEND)
    ouvrir_session(request.session, acces=acces, maintenant=timezone.now(), **provenance(request))
    return journaliser(acte=Acte.CONNEXION, par=compte, dossier=acces.dossier)


@transaction.atomic
def deconnecter(request: HttpRequest) -> None:
    """Destroys the session, on the server too."""
    if isinstance(request.user, Compte):
        journaliser(acte=Acte.DECONNEXION, par=request.user)
    logout(request)
