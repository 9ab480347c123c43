"""The notices about the compte itself: someone came in, the compte is open."""

import uuid

from django.http import HttpRequest
from django.utils.timezone import localdate

from accounts.envois.depot import poster
from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.models import Dossier, EntreeJournal, Envoi
from carpimko_portal.lib.dates import ecrire_date, ecrire_moment
from carpimko_portal.lib.navigateurs import nom_du_navigateur

CONNEXION, COMPTE_OUVERT = "connexion", "compte-ouvert"


def aviser_connexion(request: HttpRequest, *, dossier: Dossier, entree: EntreeJournal) -> None:
    """Tells the person that someone came in from a browser not known to be theirs. `entree`: the connexion."""
    if dossier.courriel:
        appareil = nom_du_navigateur(request.headers.get("User-Agent", ""))
        poster(
            genre=CONNEXION,
            dossier=dossier,
            cle=f"connexion:{entree.public_id}",
            entree=str(entree.public_id),
            appareil=appareil,
        )


def aviser_compte_ouvert(*, dossier: Dossier, entree: EntreeJournal) -> None:
    """Tells the person that their compte is open. `entree`: its opening."""
    if dossier.courriel:
        poster(
            genre=COMPTE_OUVERT, dossier=dossier, cle=f"compte-ouvert:{entree.public_id}", entree=str(entree.public_id)
        )


def enregistrer_les_avis() -> None:
    """Makes both kinds known. Called once, at start."""
    enregistrer(Genre(CONNEXION, _rediger_connexion, frozenset({"entree", "appareil"})))
    enregistrer(Genre(COMPTE_OUVERT, _rediger_compte_ouvert, frozenset({"entree"})))


def _rediger_connexion(envoi: Envoi) -> Contenu:
    dossier, entree = _sujet(envoi)
    valeurs = {"moment": ecrire_moment(entree.moment), "appareil": envoi.references["appareil"]}
    return Contenu(dossier.courriel, {"prenom": dossier.prenom, **valeurs})


def _rediger_compte_ouvert(envoi: Envoi) -> Contenu:
    dossier, entree = _sujet(envoi)
    return Contenu(dossier.courriel, {"prenom": dossier.prenom, "date": ecrire_date(localdate(entree.moment))})


def _sujet(envoi: Envoi) -> tuple[Dossier, EntreeJournal]:
    if envoi.dossier is None:
        raise SansObjet("aucun dossier")
    return envoi.dossier, EntreeJournal.objects.get(public_id=uuid.UUID(envoi.references["entree"]))
