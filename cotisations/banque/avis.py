"""The mails about a virement: it is on the account, or is not any more."""

import uuid

from accounts.envois.depot import poster
from accounts.envois.genres import Contenu, Genre, SansObjet, enregistrer
from accounts.models import Envoi
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.models import Ecriture

RECU, ANNULE = "virement-recu", "virement-annule"


def aviser_annulation(contraire: Ecriture) -> None:
    """Tells the member that what was credited to them was not theirs. `contraire`: what cancelled it."""
    if contraire.dossier.courriel:
        poster(
            genre=ANNULE,
            dossier=contraire.dossier,
            cle=f"{ANNULE}:{contraire.public_id}",
            ecriture=str(contraire.public_id),
        )


def enregistrer_les_avis() -> None:
    """Makes both kinds known. Called once, at start."""
    for genre in (RECU, ANNULE):
        enregistrer(Genre(genre, _rediger, frozenset({"ecriture"})))


def _rediger(envoi: Envoi) -> Contenu:
    if envoi.dossier is None:
        raise SansObjet("aucun dossier")
    ecriture = Ecriture.objects.get(public_id=uuid.UUID(envoi.references["ecriture"]))
    valeurs = {
        "prenom": envoi.dossier.prenom,
        "montant": ecrire_montant(abs(ecriture.montant_centimes)),
        "date": ecrire_date(ecriture.date_operation),
    }
    return Contenu(envoi.dossier.courriel, valeurs)
