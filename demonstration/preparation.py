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
from cotisations.appels.lots import Refus as RefusDAppel
from cotisations.appels.lots import emettre_appels
from cotisations.enums import Periodicite
from cotisations.models import PreferencesCotisations
from demonstration.agents import equiper
from demonstration.appels import annees_emises, dates_d_emission
from demonstration.courriers import demander_des_lettres
from demonstration.estimations import deposer_une_estimation
from demonstration.fichiers import GENRES, ouvrir_fichiers
from demonstration.franceconnect.identites import identites
from demonstration.leurres import geler_les_leurres
from demonstration.pensions import ecrire_pensions
from demonstration.personas import MOT_DE_PASSE, PERSONAS
from demonstration.pieces import deposer_des_pieces
from retraite.imports import PENSIONS

_GENRES = {**GENRES, "pensions": PENSIONS}
_MEMBRES = [persona for persona in PERSONAS if not persona.est_agent]


class BaseEtrangere(RuntimeError):
    """The database holds dossiers that are not the demonstration's."""


def preparer(*, repertoire: Path, le: date) -> dict[str, Bilan]:
    """Writes and imports the files of the personas as on the day `le`, then opens the comptes that are missing.

    Changes nothing when run again on the same day; later, adds what happened since.
    Raises `BaseEtrangere` on a database that holds anything else: its passwords are public.
    """
    _prendre_possession()
    _ecrire(repertoire, le)
    ecrire_pensions(repertoire / "pensions.csv", le)
    bilans = {"dossiers": _importer(repertoire, "dossiers")}
    _choisir_les_periodicites()
    _emettre_les_appels(repertoire / "emissions", le)
    bilans |= {nom: _importer(repertoire, nom) for nom in _GENRES if nom != "dossiers"}
    _ouvrir_comptes()
    _associer_franceconnect()
    geler_les_leurres()
    demander_des_lettres()
    deposer_des_pieces()
    deposer_une_estimation(le)
    return bilans


@transaction.atomic
def _prendre_possession() -> None:
    """Marks an empty database as the demonstration's; production refuses to start on it (`portail.E001`)."""
    if EntreeJournal.objects.filter(acte=Acte.DEMONSTRATION_PREPAREE).exists():
        return
    if Dossier.objects.exists() or Compte.objects.exists():
        raise BaseEtrangere
    journaliser(acte=Acte.DEMONSTRATION_PREPAREE, par=None)


def _ecrire(repertoire: Path, le: date) -> None:
    with ouvrir_fichiers(repertoire) as fichiers:
        for persona in _MEMBRES:
            fichiers.ecrire(persona.dossier(le), persona.mouvements(le), persona.tranches(le), persona.revenus(le))


def _importer(repertoire: Path, nom: str) -> Bilan:
    return importer(genre=_GENRES[nom], chemin=repertoire / f"{nom}.csv", refuser=_jamais)


def _choisir_les_periodicites() -> None:
    """As each persona pays; whatever they chose since stays."""
    periodicites = {p.identifiant: Periodicite[p.activite.periodicite.name] for p in _MEMBRES if p.activite}
    sans = Dossier.objects.filter(numero__in=periodicites, preferences_cotisations__isnull=True)
    PreferencesCotisations.objects.bulk_create(
        [PreferencesCotisations(dossier=dossier, periodicite=periodicites[dossier.numero]) for dossier in sans]
    )


def _emettre_les_appels(repertoire: Path, le: date) -> None:
    """Day after day, as they were: the incomes declared until then, and the calls made on them. No mail of the past."""
    appeles = [persona for persona in _MEMBRES if persona.activite]
    etapes = sorted(
        {(jour, annee) for p in appeles for annee in annees_emises() for jour in dates_d_emission(annee, p.affilie_le)}
    )
    for jour, annee in etapes:
        if jour > le:
            break
        _ecrire(repertoire, jour)
        _importer(repertoire, "revenus")
        numeros = [persona.identifiant for persona in appeles if persona.affilie_le <= jour]
        emettre_appels(
            annee=annee,
            le=jour,
            avertir=False,
            parmi=Dossier.objects.filter(numero__in=numeros),
            refuser=_jamais_refuse,
        )


def _jamais_refuse(refus: RefusDAppel) -> None:
    raise RuntimeError(f"appel de démonstration refusé, dossier {refus.numero} : {refus.motif}")


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
