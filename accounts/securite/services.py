"""Writes of « Sécurité »."""

from uuid import UUID

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.appareils import revoquer_appareils
from accounts.confirmations.services import demander_code, utiliser_code, verifier_code
from accounts.enums import Acte, ActionConfirmee, TypeDossier
from accounts.hachage import place_de_hachage
from accounts.journal import journaliser
from accounts.limites import Prise, consommer, seaux
from accounts.limites.alarme import noter_echec
from accounts.limites.connexion import oublier_les_echecs
from accounts.models import Compte, Dossier, SessionOuverte
from accounts.provisoires.revocation import tuer_les_provisoires
from accounts.securite.avis import aviser_courriel, aviser_mot_de_passe
from accounts.sessions import Provenance, inscrire, provenance


def prouver_mot_de_passe(*, compte: Compte, saisie: str) -> bool:
    """Whether `saisie` is the password of the compte. Charged before it is hashed, given back when it is right.

    Raises `TropDeDemandes`, `Encombrement`.
    """
    valeur = str(compte.public_id)
    charge = consommer([Prise(seaux.MOT_DE_PASSE_ACTUEL, valeur), Prise(seaux.MOT_DE_PASSE_ACTUEL_JOUR, valeur)])
    with place_de_hachage():
        juste = check_password(saisie, compte.password)
    if juste:
        charge.rendre()
    else:
        _noter_refus(compte)
    return juste


@transaction.atomic
def _noter_refus(compte: Compte) -> None:
    journaliser(acte=Acte.MOT_DE_PASSE_REFUSE, par=compte)
    noter_echec()


def changer_mot_de_passe(request: HttpRequest, *, compte: Compte, dossier: Dossier, nouveau: str) -> None:
    """Replaces the password; every other session ends, every known browser becomes a stranger,
    every provisional password dies.
    """
    with place_de_hachage():
        empreinte = make_password(nouveau)
    _remplacer(request, compte=compte, dossier=dossier, empreinte=empreinte)


@transaction.atomic
def _remplacer(request: HttpRequest, *, compte: Compte, dossier: Dossier, empreinte: str) -> None:
    tuer_les_provisoires(dossier=dossier)
    compte.password = empreinte
    compte.save(update_fields=["password"])
    ouverte = SessionOuverte.objects.filter(session_id=request.session.session_key).first()
    fermer_les_sessions(compte=compte, sauf=request.session.session_key)
    update_session_auth_hash(request, compte)
    ici = Provenance(appareil=ouverte.appareil, reseau=ouverte.reseau) if ouverte else provenance(request)
    ouverte_le = ouverte.ouverte_le if ouverte else timezone.now()
    inscrire(request.session, compte=compte, ouverte_le=ouverte_le, **ici)
    entree = journaliser(acte=Acte.MOT_DE_PASSE_CHANGE, par=compte, dossier=dossier)
    oublier_les_echecs(type_dossier=TypeDossier(dossier.type), numero=dossier.numero)
    aviser_mot_de_passe(request, dossier=dossier, entree=entree)


def demander_changement_courriel(request: HttpRequest, *, compte: Compte, dossier: Dossier, courriel: str) -> None:
    """Sends a code to the new address; nothing changes yet. Raises `TropDeDemandes`."""
    demander_code(request, dossier=dossier, action=ActionConfirmee.COURRIEL, adresse=courriel, par=compte)


def confirmer_courriel(request: HttpRequest, *, compte: Compte, dossier: Dossier, saisie: str) -> str:
    """Changes the address of the dossier and returns it. Raises `CodeRefuse`, `TropDeDemandes`."""
    code = verifier_code(request, action=ActionConfirmee.COURRIEL, saisie=saisie, par=compte)
    with transaction.atomic():
        actuel = Dossier.objects.get(pk=dossier.pk)
        avant = actuel.courriel
        tuer_les_provisoires(dossier=actuel)
        utiliser_code(code=code, courriel_avant=avant)
        retenir_courriel(dossier=actuel, courriel=code.adresse)
        journaliser(acte=Acte.COURRIEL_CONFIRME, par=compte, dossier=actuel)
        aviser_courriel(code=code, avant=avant, dossier=actuel)
    return code.adresse


def retenir_courriel(*, dossier: Dossier, courriel: str) -> None:
    """Gives the dossier an address that its member has just confirmed. Part of a journalled act."""
    dossier.courriel, dossier.courriel_confirme_le = courriel, timezone.now()
    dossier.save(update_fields=["courriel", "courriel_confirme_le", "modifie_le"])


def fermer_les_sessions(*, compte: Compte, sauf: str | None = None) -> int:
    """Ends the sessions of the compte but `sauf`; returns how many. Part of a journalled act."""
    ouvertes = SessionOuverte.objects.filter(compte=compte).exclude(session_id=sauf or "")
    return (
        Session.objects.filter(pk__in=list(ouvertes.values_list("pk", flat=True)))
        .delete()[1]
        .get(Session._meta.label, 0)
    )


@transaction.atomic
def fermer_session(*, compte: Compte, public_id: UUID) -> bool:
    """Ends one session of the compte; false when it has none of this identifier."""
    ouverte = SessionOuverte.objects.filter(compte=compte, public_id=public_id).first()
    if ouverte is None:
        return False
    Session.objects.filter(pk=ouverte.pk).delete()
    journaliser(acte=Acte.SESSION_FERMEE, par=compte, nombre=1)
    return True


@transaction.atomic
def fermer_autres_sessions(request: HttpRequest, *, compte: Compte) -> int:
    """Ends every session of the compte but this one; returns how many."""
    nombre = fermer_les_sessions(compte=compte, sauf=request.session.session_key)
    journaliser(acte=Acte.SESSION_FERMEE, par=compte, nombre=nombre)
    return nombre


@transaction.atomic
def oublier_appareils(*, compte: Compte) -> None:
    """Makes every browser a stranger again, this one included."""
    revoquer_appareils(compte=compte)
    journaliser(acte=Acte.APPAREILS_OUBLIES, par=compte)
