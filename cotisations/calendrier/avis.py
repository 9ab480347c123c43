"""The notices about the secret address: it works, it no longer does."""

import uuid

from accounts.envois.depot import poster
from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.models import Dossier, EntreeJournal, Envoi
from carpimko_portal.lib.dates import ecrire_moment

CREE, REVOQUE = "calendrier-cree", "calendrier-revoque"


def aviser(genre: str, *, dossier: Dossier, entree: EntreeJournal) -> None:
    """Tells the person. `genre`: `CREE` or `REVOQUE`; `entree`: the act. Nothing without an address on file."""
    if dossier.courriel:
        poster(genre=genre, dossier=dossier, cle=f"{genre}:{entree.public_id}", entree=str(entree.public_id))


def enregistrer_les_avis_du_calendrier() -> None:
    """Makes both kinds known. Called once, at start."""
    for genre in (CREE, REVOQUE):
        enregistrer(Genre(genre, _rediger, frozenset({"entree"})))


def _rediger(envoi: Envoi) -> Contenu:
    if envoi.dossier is None:
        raise SansObjet("aucun dossier")
    entree = EntreeJournal.objects.get(public_id=uuid.UUID(envoi.references["entree"]))
    valeurs = {"prenom": envoi.dossier.prenom, "moment": ecrire_moment(entree.moment)}
    return Contenu(envoi.dossier.courriel, valeurs)
