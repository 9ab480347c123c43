from datetime import date
from uuid import UUID

from cotisations.calendrier import services as calendrier
from cotisations.enums import Periodicite
from cotisations.models import AbonnementCalendrier, Echeance, Ecriture
from cotisations.preferences import services as preferences
from cotisations.rappels import services as rappels
from tests.harnais.personas import Persona
from tests.sans_journal import Chapitre, Essai


def _creer_abonnement(persona: Persona) -> None:
    calendrier.creer_abonnement(dossier=persona.dossier, avec_montants=False, par=persona.compte)


def _remplacer_abonnement(persona: Persona) -> None:
    calendrier.remplacer_abonnement(
        dossier=persona.dossier, abonnement=_abonnement(), avec_montants=True, par=persona.compte
    )


def _revoquer_abonnement(persona: Persona) -> None:
    calendrier.revoquer_abonnement(dossier=persona.dossier, abonnement=_abonnement(), par=persona.compte)


def _choisir_preferences(persona: Persona) -> None:
    preferences.choisir_preferences(
        dossier=persona.dossier, periodicite=Periodicite.MENSUELLE, appel_par_courriel=True,
        rappel_30=True, rappel_7=True, rappel_1=True, par=persona.compte,
    )  # fmt: skip


def _poster_rappels(persona: Persona) -> None:
    rappels.poster_rappels(le=date(2026, 11, 28), par=None)


def _devoir(persona: Persona) -> None:
    dossier, le = persona.dossier, date(2026, 12, 5)
    Echeance.objects.create(dossier=dossier, annee=2026, rang=1, montant_centimes=100, date_exigibilite=le)
    Ecriture.objects.create(
        dossier=dossier, cle="essai", nature="appel", annee=2026, montant_centimes=-100, libelle="Appel",
        date_operation=date(2026, 1, 2),
    )  # fmt: skip


def _abonnement() -> UUID:
    return AbonnementCalendrier.objects.get(revoque_le__isnull=True).public_id


CHAPITRE = Chapitre(
    modules=(calendrier, preferences, rappels),
    essais=(
        Essai(_creer_abonnement),
        Essai(_remplacer_abonnement, avant=_creer_abonnement),
        Essai(_revoquer_abonnement, avant=_creer_abonnement),
        Essai(_choisir_preferences),
        Essai(_poster_rappels, avant=_devoir),
    ),
)
