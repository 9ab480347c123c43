"""What every letter of the fund carries: who writes, to whom, which dossier, which day."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from accounts.adresse_postale import destinataire
from accounts.models import Dossier


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
        destinataire=destinataire(dossier),
        numero=dossier.numero,
        date=le,
        est_specimen=settings.DEMONSTRATION,
    )


def _emetteur() -> Emetteur:
    return Emetteur(
        nom=settings.CAISSE_NOM,
        sous_titre=settings.CAISSE_SOUS_TITRE,
        adresse=tuple(settings.CAISSE_ADRESSE),
        telephone=settings.CAISSE_TELEPHONE,
        courriel=settings.CAISSE_COURRIEL,
        site=settings.CAISSE_SITE.removeprefix("https://"),
    )
