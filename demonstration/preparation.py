"""Fills the demonstration: the personas go through the importers, like anyone's files."""

from datetime import date
from pathlib import Path

from django.db import transaction

from accounts.enums import Acte, MethodeLien
from accounts.franceconnect.services import associer_franceconnect
from accounts.imports.moteur import Bilan, importer
from accounts.journal import journaliser
from accounts.models import Acces, Compte, Dossier, EntreeJournal
from accounts.services import ouvrir_compte
from carpimko_portal.lib.fichiers_csv import Refus
from demonstration.agents import equiper
from demonstration.courriers import demander_des_lettres
from demonstration.fichiers import GENRES, ouvrir_fichiers
from demonstration.franceconnect.identites import identites
from demonstration.leurres import geler_les_leurres
from demonstration.personas import MOT_DE_PASSE, PERSONAS


class BaseEtrangere(RuntimeError):
    """The database holds dossiers that are not the demonstration's."""


def preparer(*, repertoire: Path, le: date) -> dict[str, Bilan]:
    """Writes and imports the files of the personas as on the day `le`, then opens the comptes that are missing.

    Changes nothing when run again on the same day; later, adds what happened since.
    Raises `BaseEtrangere` on a database that holds anything else: its passwords are public.
    """
    _prendre_possession()
    with ouvrir_fichiers(repertoire) as fichiers:
        for persona in PERSONAS:
            if not persona.est_agent:
                fichiers.ecrire(persona.dossier(le), persona.mouvements(le), persona.tranches(le))
    bilans = {
        nom: importer(genre=genre, chemin=repertoire / f"{nom}.csv", refuser=_jamais) for nom, genre in GENRES.items()
    }
    _ouvrir_comptes()
    _associer_franceconnect()
    geler_les_leurres()
    demander_des_lettres()
    return bilans


@transaction.atomic
def _prendre_possession() -> None:
    """Marks an empty database as the demonstration's; production refuses to start on it (`portail.E001`)."""
    if EntreeJournal.objects.filter(acte=Acte.DEMONSTRATION_PREPAREE).exists():
        return
    if Dossier.objects.exists() or Compte.objects.exists():
        raise BaseEtrangere
    journaliser(acte=Acte.DEMONSTRATION_PREPAREE, par=None)


def _jamais(refus: Refus) -> None:
    raise RuntimeError(f"données de démonstration refusées, ligne {refus.ligne}, {refus.colonne} : {refus.motif}")


def _ouvrir_comptes() -> None:
    """A password costs a hash: only the comptes that do not exist yet are opened."""
    numeros = [persona.identifiant for persona in PERSONAS if not persona.est_agent]
    ouverts = set(
        Acces.objects.titulaires().values_list("dossier__numero", flat=True).filter(dossier__numero__in=numeros)
    )
    for dossier in Dossier.objects.filter(numero__in=set(numeros) - ouverts).order_by("numero"):
        ouvrir_compte(dossier=dossier, mot_de_passe=MOT_DE_PASSE, par=None)
    for persona in PERSONAS:
        if persona.est_agent:
            equiper(persona.identifiant, roles=persona.roles)


def _associer_franceconnect() -> None:
    """The identities that have been here before."""
    for identite in identites():
        for dossier in Dossier.objects.filter(numero__in=identite.dossiers, lien_franceconnect__isnull=True):
            associer_franceconnect(dossier=dossier, sub=identite.sub, methode=MethodeLien.DEMONSTRATION, par=None)
