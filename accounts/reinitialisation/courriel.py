"""The mail that carries a provisional password. The secret is drawn as the mail leaves, and kept nowhere."""

import uuid
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.enums import EtatSecret
from accounts.envois.genres import Contenu, Genre, PasEncore, SansObjet, enregistrer
from accounts.models import DemandeMotDePasse, Envoi, SecretProvisoire
from accounts.provisoires.symboles import presenter, tirer
from accounts.reinitialisation.services import GENRE, DemandeMorte, SecretTenu, emettre_par_courriel
from carpimko_portal.lib.dates import ecrire_moment

PEREMPTION = timedelta(days=2)  # a mail replayed later would bring a password that nobody waits for


def enregistrer_le_courriel() -> None:
    """Makes the kind known. Called once, at start."""
    enregistrer(Genre(GENRE, _rediger, frozenset({"demande"})))


def _rediger(envoi: Envoi) -> Contenu:
    """A new secret at each try: the one of the try before can no longer be used."""
    demande = _demande(uuid.UUID(envoi.references["demande"]))
    dossier = demande.dossier
    if dossier is None or not dossier.courriel:
        raise SansObjet("aucune adresse")
    symboles = tirer()
    try:
        secret = emettre_par_courriel(demande=demande, empreinte=make_password(symboles), par=None)
    except DemandeMorte:
        raise SansObjet("révoqué depuis la demande") from None
    except SecretTenu as tenu:
        raise PasEncore(tenu.jusqu_a) from None
    assert secret.expire_le
    valeurs = {
        "prenom": dossier.prenom,
        "secret": presenter(symboles),
        "fin": ecrire_moment(secret.expire_le),
        "fin_numero": "",  # whoever finds this mail must not find the two halves together
    }
    return Contenu(dossier.courriel, valeurs)


def _demande(public_id: uuid.UUID) -> DemandeMotDePasse:
    demande = DemandeMotDePasse.objects.select_related("dossier").filter(public_id=public_id).first()
    if demande is None or timezone.now() - demande.demandee_le >= PEREMPTION:
        raise SansObjet("demande trop ancienne")
    if SecretProvisoire.objects.filter(demande=demande, etat=EtatSecret.UTILISE).exists():
        raise SansObjet("mot de passe déjà utilisé")
    return demande
