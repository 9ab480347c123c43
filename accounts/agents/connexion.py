"""How an agent comes in: identifiant, password, code; and the setting up of the telephone that gives codes."""

from datetime import datetime

import django_otp
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.agents.confiance import noter_code
from accounts.agents.essais import admettre_agent, admettre_code
from accounts.agents.installation import a_la_cle_de_la_session, fermer_installation, ouvrir_installation
from accounts.agents.services import enregistrer_installation
from accounts.appareils import agent_reconnu
from accounts.enums import Acte
from accounts.hachage import place_de_hachage
from accounts.journal import journaliser
from accounts.limites.alarme import noter_echec
from accounts.models import Authentificateur, Compte
from accounts.sessions import ouvrir_session_agent
from carpimko_portal.lib.refus import Encombrement

_BACKEND = "accounts.authentification.Agents"


def connecter_agent(request: HttpRequest, *, identifiant: str, mot_de_passe: str, code: str) -> Compte | None:
    """Opens an agent's session; `None` when anything does not match, and nothing says what.

    Without an installed authentificateur the session leads to its installation and nowhere else, and `code` is
    not looked at. Charged before hashing, given back on success. Raises `TropDeDemandes`, `Encombrement`.
    """
    identifiant = identifiant.strip().lower()
    charge = admettre_agent(request, identifiant=identifiant, appareil=agent_reconnu(request, identifiant=identifiant))
    try:
        with place_de_hachage():
            compte = authenticate(request, identifiant=identifiant, mot_de_passe=mot_de_passe)
    except Encombrement:
        charge.rendre()
        raise
    # The same work whether the password was right: a wrong code must not tell that it was.
    appareil = authentificateur_de(compte if isinstance(compte, Compte) else None)
    pas = appareil.pas_du_code(code) if appareil and appareil.confirmed else None
    admis = pas is not None if appareil and appareil.confirmed else a_installer(appareil, le=timezone.now())
    if not isinstance(compte, Compte) or not admis or not _ouvrir(request, compte, appareil, pas):
        with transaction.atomic():
            journaliser(acte=Acte.AGENT_REFUSE, par=None)
        noter_echec()
        return None
    charge.rendre()
    return compte


def authentificateur_de(compte: Compte | None) -> Authentificateur | None:
    """The one of this compte: never « the first that accepts » (django-otp's issue 186). One query."""
    trouve: Authentificateur | None = (
        Authentificateur.objects.select_related("user").filter(user=compte.pk if compte else 0).first()
    )
    return trouve


def a_installer(appareil: Authentificateur | None, *, le: datetime) -> bool:
    """Whether its owner may set it up now."""
    return appareil is not None and not appareil.confirmed and le < appareil.a_installer_avant


@transaction.atomic
def _ouvrir(request: HttpRequest, compte: Compte, appareil: Authentificateur | None, pas: int | None) -> bool:
    """A code serves once: of two tries with the same one, the database lets one through."""
    maintenant = timezone.now()
    verifie = appareil is not None and appareil.confirmed
    if appareil and verifie and (pas is None or not appareil.consommer(pas)):
        return False
    compte.derniere_connexion_avant = compte.last_login
    compte.save(update_fields=["derniere_connexion_avant"])
    login(request, compte, backend=_BACKEND)
    ouvrir_session_agent(request.session, maintenant=maintenant)
    if verifie:
        django_otp.login(request, appareil)
        noter_code(request.session, maintenant=maintenant)
    else:
        ouvrir_installation(request.session, compte=compte)
    journaliser(acte=Acte.AGENT_CONNECTE, par=compte, verifie=verifie)
    return True


def installer(request: HttpRequest, *, compte: Compte, mot_de_passe: str, code: str) -> bool:
    """Chooses the password and installs the authentificateur, together; `False` when the code is not one of now.

    Every other session of this compte ends. Raises `TropDeDemandes`, `Encombrement`.
    """
    charge = admettre_code(compte=compte)
    appareil = authentificateur_de(compte)
    if appareil is None or not a_installer(appareil, le=timezone.now()):
        return False
    pas = appareil.pas_du_code(code) if a_la_cle_de_la_session(request.session, appareil) else None
    if pas is None:
        noter_echec()
        return False
    with place_de_hachage():
        empreinte = make_password(mot_de_passe)
    if not enregistrer_installation(appareil=appareil, pas=pas, empreinte=empreinte):
        return False
    fermer_installation(request.session)
    update_session_auth_hash(request, appareil.user)
    django_otp.login(request, appareil)
    noter_code(request.session, maintenant=timezone.now())
    charge.rendre()
    return True


def redonner_code(request: HttpRequest, *, compte: Compte, code: str) -> bool:
    """Another code, for an act that matters. Raises `TropDeDemandes`."""
    charge = admettre_code(compte=compte)
    appareil = authentificateur_de(compte)
    pas = appareil.pas_du_code(code) if appareil and appareil.confirmed else None
    with transaction.atomic():
        if appareil is None or pas is None or not appareil.consommer(pas):
            noter_echec()
            return False
        journaliser(acte=Acte.AGENT_CODE_REDEMANDE, par=compte)
        noter_code(request.session, maintenant=timezone.now())
    charge.rendre()
    return True


@transaction.atomic
def deconnecter_agent(request: HttpRequest) -> None:
    """Destroys the session, on the server too."""
    if isinstance(request.user, Compte):
        journaliser(acte=Acte.DECONNEXION, par=request.user)
    logout(request)
