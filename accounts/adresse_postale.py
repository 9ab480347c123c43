"""The address of an envelope (NF Z10-011), as sorting machines read it."""

import re

from accounts.enums import Sexe
from accounts.models import Dossier
from accounts.selectors import lignes_adresse
from carpimko_portal.lib.textes import lisible

LARGEUR_LIGNE = 38  # characters
_PONCTUATION = re.compile(r"[.,;:'’]")


def destinataire(dossier: Dossier) -> tuple[str, ...]:
    """Up to 7 lines: the name, then the address."""
    return (_ligne_du_nom(dossier), *_lignes_postales(dossier))


def est_postale(dossier: Dossier) -> bool:
    """Whether a letter can be sent there."""
    return bool(dossier.localite and (dossier.code_postal or dossier.pays != "FR"))


def civilite(dossier: Dossier) -> str:
    return "Madame" if dossier.sexe == Sexe.FEMME else "Monsieur"


def _ligne_du_nom(dossier: Dossier) -> str:
    """The longest of the usual forms that fits a line; the body of the letter has the full name."""
    prenom, nom = lisible(dossier.prenom), lisible(dossier.nom)
    formes = (f"{civilite(dossier)} {prenom} {nom}", f"{prenom} {nom}", f"{prenom[:1]} {nom}")
    return next((forme for forme in formes if len(forme) <= LARGEUR_LIGNE), nom[:LARGEUR_LIGNE])


def _lignes_postales(dossier: Dossier) -> list[str]:
    """The last three lines in capitals and without punctuation."""
    lignes = [lisible(ligne) for ligne in lignes_adresse(dossier)]
    return [*lignes[:-3], *(lisible(_PONCTUATION.sub(" ", ligne)).upper() for ligne in lignes[-3:])]
