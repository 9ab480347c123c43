"""Choosing one's password with a provisional one."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.choix.session import empreinte_retenue, marque_de, retenir
from accounts.confirmations.services import demander_code, utiliser_code, verifier_code
from accounts.enums import Acte, ActionConfirmee, Canal, EtatSecret
from accounts.franceconnect.attente import vider
from accounts.hachage import place_de_hachage
from accounts.journal import journaliser
from accounts.models import Acces, CodeDeConfirmation, Compte, Dossier, SecretProvisoire
from accounts.provisoires.revocation import tuer_les_provisoires
from accounts.securite.avis import aviser_courriel, aviser_mot_de_passe
from accounts.securite.services import fermer_les_sessions, retenir_courriel
from accounts.services import entrer, ouvrir_compte_hache


class PlusValable(Exception):
    """The provisional password was used, revoked or held by another browser meanwhile."""


def choisir_mot_de_passe(
    request: HttpRequest, *, secret: SecretProvisoire, mot_de_passe: str, courriel: str
) -> Compte | None:
    """Applies the choice, or `None` when a code was sent to `courriel` to confirm it first.

    Raises `PlusValable`, `TropDeDemandes`, `Encombrement`.
    """
    with place_de_hachage():
        empreinte = make_password(mot_de_passe)
    if adresse_prouvee(secret, courriel):
        sur_le_dossier = secret.dossier.courriel  # what was proven is that one, not how it was typed
        return _appliquer(request, secret=secret, empreinte=empreinte, courriel=sur_le_dossier, code=None)
    retenir(request.session, empreinte=empreinte)
    envoyer_le_code(request, secret=secret, courriel=courriel)
    return None


def envoyer_le_code(request: HttpRequest, *, secret: SecretProvisoire, courriel: str) -> None:
    """Sends a code, again or to a corrected address. Raises `TropDeDemandes`."""
    empreinte = empreinte_retenue(request.session)
    demander_code(
        request, dossier=secret.dossier, action=ActionConfirmee.CHOIX, adresse=courriel, lie=empreinte, par=None
    )


def confirmer_choix(request: HttpRequest, *, secret: SecretProvisoire, saisie: str) -> Compte:
    """Applies the choice that the code confirms. Raises `CodeRefuse`, `PlusValable`, `TropDeDemandes`."""
    empreinte = empreinte_retenue(request.session)
    code = verifier_code(request, action=ActionConfirmee.CHOIX, saisie=saisie, lie=empreinte, par=None)
    return _appliquer(request, secret=secret, empreinte=empreinte, courriel=code.adresse, code=code)


def adresse_prouvee(secret: SecretProvisoire, courriel: str) -> bool:
    """Whether the secret itself came to this address, unless the dossier was touched since."""
    dossier = secret.dossier
    recu_la = secret.canal == Canal.COURRIEL and _sans_casse(courriel) == _sans_casse(dossier.courriel)
    return recu_la and dossier.modifie_le <= secret.emis_le


def _sans_casse(courriel: str) -> str:
    """A to Z only: other letters that fold into these (the Kelvin sign, the long s) belong to other mailboxes."""
    return "".join(c.lower() if c.isascii() else c for c in courriel)


@transaction.atomic
def _appliquer(
    request: HttpRequest, *, secret: SecretProvisoire, empreinte: str, courriel: str, code: CodeDeConfirmation | None
) -> Compte:
    """All or nothing: the secret is used up, and everything that opened the dossier before is dead."""
    _consommer(request, secret)
    dossier = Dossier.objects.get(pk=secret.dossier_id)
    avant = dossier.courriel
    if code:
        utiliser_code(code=code, courriel_avant=avant)
    retenir_courriel(dossier=dossier, courriel=courriel)
    acces = Acces.objects.titulaires().filter(dossier=dossier).select_related("compte").first()
    nouveau = acces is None
    if acces is None:
        compte = ouvrir_compte_hache(dossier=dossier, empreinte=empreinte, par=None)
        acces = Acces.objects.select_related("dossier").get(compte=compte, dossier=dossier)
    else:
        compte = _remplacer(acces.compte, empreinte)
    entree = journaliser(acte=Acte.MOT_DE_PASSE_CHOISI, par=compte, dossier=dossier, canal=secret.canal)
    if not nouveau:  # a compte that has just opened has its own notice
        aviser_mot_de_passe(request, dossier=dossier, entree=entree, code=code, avant=avant)
    if code:
        aviser_courriel(code=code, avant=avant, dossier=dossier)
    vider(request.session)
    entrer(request, compte, acces=acces)
    return compte


def _consommer(request: HttpRequest, secret: SecretProvisoire) -> None:
    """The single use: one conditional UPDATE. No other way in by a provisional password is left."""
    maintenant = timezone.now()
    tuer_les_provisoires(dossier=secret.dossier, sauf=secret)
    tenus = SecretProvisoire.objects.tenus(maintenant, marque_de(request.session)).filter(pk=secret.pk)
    if not tenus.update(etat=EtatSecret.UTILISE, utilise_le=maintenant, tenu_par="", tenu_jusqu_a=None):
        raise PlusValable


def _remplacer(compte: Compte, empreinte: str) -> Compte:
    """Another password also makes every known browser a stranger (see `accounts.appareils`)."""
    if not compte.is_active:
        raise PlusValable
    compte.password = empreinte
    compte.save(update_fields=["password"])
    fermer_les_sessions(compte=compte)
    return compte
