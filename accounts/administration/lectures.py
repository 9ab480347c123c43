"""What a fiche says around a dossier: (label, value) lines, newest first. One query each."""

from django.utils import timezone

from accounts.administration.actes import Lignes
from accounts.enums import Acte, EtatSecret
from accounts.franceconnect.selectors import lien_du_dossier
from accounts.models import DemandeMotDePasse, Dossier, EntreeJournal, Envoi, SecretProvisoire
from carpimko_portal.lib.dates import ecrire_moment

_AU_PLUS = 10


def acces(dossier: Dossier) -> Lignes:
    """Who may act on it."""
    lignes: Lignes = []
    for un in dossier.acces.select_related("compte").order_by("pk"):
        vu = ecrire_moment(un.compte.last_login) if un.compte.last_login else "jamais"
        etat = "" if un.compte.is_active else ", compte désactivé"
        lignes.append((un.get_role_display(), f"Ouvert le {ecrire_moment(un.cree_le)}, vu : {vu}{etat}"))
    return lignes


def connexions(dossier: Dossier) -> Lignes:
    """The last successful ones."""
    entrees = EntreeJournal.objects.filter(dossier=dossier, acte=Acte.CONNEXION).order_by("-pk")
    return [(ecrire_moment(entree.moment), "Connexion") for entree in entrees[:_AU_PLUS]]


def lien_franceconnect(dossier: Dossier) -> Lignes:
    """Since when FranceConnect opens it, and what proved that it may; never the identity itself."""
    lien = lien_du_dossier(dossier)
    if lien is None:
        return [("Lien", "Aucun")]
    return [
        ("Associé le", ecrire_moment(lien.cree_le)),
        ("Preuve", lien.get_methode_display()),
        ("Dernière connexion", ecrire_moment(lien.utilise_le)),
    ]


def demandes(dossier: Dossier) -> Lignes:
    """The requests that a worker gave to this dossier."""
    lues = DemandeMotDePasse.objects.filter(dossier=dossier).order_by("-pk")[:_AU_PLUS]
    return [
        (ecrire_moment(une.demandee_le), f"{une.get_canal_display()}, {une.get_etat_display().lower()}") for une in lues
    ]


def provisoires(dossier: Dossier) -> Lignes:
    """Their state, never themselves."""
    lus = SecretProvisoire.objects.filter(dossier=dossier).order_by("-pk")[:_AU_PLUS]
    return [(ecrire_moment(un.emis_le), f"{un.get_canal_display()}, {_etat(un).lower()}") for un in lus]


def envois(dossier: Dossier) -> Lignes:
    """The mails the portal owes or sent."""
    lus = Envoi.objects.filter(dossier=dossier).order_by("-pk")[:_AU_PLUS]
    return [(ecrire_moment(un.cree_le), f"{un.genre}, {un.get_etat_display().lower()}") for un in lus]


def _etat(secret: SecretProvisoire) -> str:
    passe = secret.etat == EtatSecret.ACTIF and secret.expire_le is not None and secret.expire_le <= timezone.now()
    return "Périmé" if passe else str(secret.get_etat_display())
