"""What every letter of the fund carries: who writes, to whom, which dossier, which day."""

import re
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from accounts.enums import Sexe
from accounts.models import Dossier
from accounts.selectors import lignes_adresse
from carpimko_portal.lib.textes import lisible

LARGEUR_LIGNE = 38  # characters of a line of address, NF Z10-011
_PONCTUATION = re.compile(r"[.,;:'’]")


@dataclass(frozen=True)
class Emetteur:
    nom: str
    sous_titre: str
    adresse: tuple[str, ...]
    telephone: str
    courriel: str
    site: str


@dataclass(frozen=True)
class Lettre:
    """`destinataire`: up to 7 lines for the window of the envelope. `est_specimen`: fictitious data."""

    emetteur: Emetteur
    destinataire: tuple[str, ...]
    numero: str
    date: date
    est_specimen: bool


def lettre_au(dossier: Dossier, le: date) -> Lettre:
    """The frame of a letter to the titulaire of `dossier`, dated `le`. No query."""
    return Lettre(
        emetteur=_emetteur(),
        destinataire=(_ligne_du_nom(dossier), *_lignes_postales(dossier)),
        numero=dossier.numero,
        date=le,
        est_specimen=settings.DEMONSTRATION,
    )


def civilite(dossier: Dossier) -> str:
    return "Madame" if dossier.sexe == Sexe.FEMME else "Monsieur"


def _emetteur() -> Emetteur:
    return Emetteur(
        nom=settings.CAISSE_NOM,
        sous_titre=settings.CAISSE_SOUS_TITRE,
        adresse=tuple(settings.CAISSE_ADRESSE),
        telephone=settings.CAISSE_TELEPHONE,
        courriel=settings.CAISSE_COURRIEL,
        site=settings.CAISSE_SITE.removeprefix("https://"),
    )


def _ligne_du_nom(dossier: Dossier) -> str:
    """The longest of the usual forms that fits a line; the body of the letter has the full name."""
    prenom, nom = lisible(dossier.prenom), lisible(dossier.nom)
    formes = (f"{civilite(dossier)} {prenom} {nom}", f"{prenom} {nom}", f"{prenom[:1]} {nom}")
    return next((forme for forme in formes if len(forme) <= LARGEUR_LIGNE), nom[:LARGEUR_LIGNE])


def _lignes_postales(dossier: Dossier) -> list[str]:
    """The last three lines in capitals and without punctuation, as sorting machines read them."""
    lignes = [lisible(ligne) for ligne in lignes_adresse(dossier)]
    return [*lignes[:-3], *(lisible(_PONCTUATION.sub(" ", ligne)).upper() for ligne in lignes[-3:])]
