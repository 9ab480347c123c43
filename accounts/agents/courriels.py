"""What agents are told by e-mail, at their identifiant: their provisional password, and that a telephone was set up."""

import uuid
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.agents.services import ACCES_INSTALLE, ACCES_OUVERT, emettre_provisoire
from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.models import Compte, Envoi
from accounts.provisoires.symboles import presenter, tirer
from carpimko_portal.lib.dates import ecrire_moment


def enregistrer_les_courriels_des_agents() -> None:
    """Makes both kinds known. Called once, at start."""
    enregistrer(Genre(ACCES_OUVERT, _rediger_ouverture, frozenset({"agent", "avant"})))
    enregistrer(Genre(ACCES_INSTALLE, _rediger_installation, frozenset({"agent", "moment"})))


def _rediger_ouverture(envoi: Envoi) -> Contenu:
    """A new secret at each try: the one of the try before opens nothing any more."""
    compte, avant = _agent(envoi), datetime.fromisoformat(envoi.references["avant"])
    secret = presenter(tirer())
    if avant <= timezone.now() or not emettre_provisoire(compte=compte, avant=avant, empreinte=make_password(secret)):
        raise SansObjet("accès déjà installé, ou rouvert depuis")
    return Contenu(compte.identifiant, {"secret": secret, "fin": ecrire_moment(avant)})


def _rediger_installation(envoi: Envoi) -> Contenu:
    moment = datetime.fromisoformat(envoi.references["moment"])
    return Contenu(_agent(envoi).identifiant, {"moment": ecrire_moment(moment)})


def _agent(envoi: Envoi) -> Compte:
    compte = Compte.objects.filter(public_id=uuid.UUID(envoi.references["agent"]), est_agent=True).first()
    if compte is None:
        raise SansObjet("aucun agent")
    return compte
