from datetime import date

from django.utils import timezone

import cotisations.appels.lots
import cotisations.appels.services
from cotisations.models import EstimationRevenu, RevenuDeclare
from tests.harnais.personas import Persona
from tests.sans_journal import Chapitre, Essai


def _declarer(persona: Persona) -> None:
    for annee in (2024, 2025):
        RevenuDeclare.objects.create(
            dossier=persona.dossier, annee=annee, assiette_centimes=4_000_000, date_declaration=date(annee + 1, 5, 20)
        )


def _estimer(persona: Persona) -> None:
    _declarer(persona)
    EstimationRevenu.objects.create(
        dossier=persona.dossier, annee=2026, assiette_centimes=3_000_000, deposee_le=timezone.now(),
        deposee_par=persona.compte,
    )  # fmt: skip


def _emettre_appel(persona: Persona) -> None:
    cotisations.appels.services.emettre_appel(dossier=persona.dossier, annee=2026, par=persona.compte)


def _emettre_appels(persona: Persona) -> None:
    cotisations.appels.lots.emettre_appels(annee=2026, refuser=print)


def _appliquer_estimation(persona: Persona) -> None:
    cotisations.appels.services.appliquer_estimation(estimation=EstimationRevenu.objects.get(), par=persona.compte)


def _refuser_estimation(persona: Persona) -> None:
    cotisations.appels.services.refuser_estimation(estimation=EstimationRevenu.objects.get(), par=persona.compte)


CHAPITRE = Chapitre(
    modules=(cotisations.appels.services, cotisations.appels.lots),
    essais=(
        Essai(_emettre_appel, avant=_declarer),
        Essai(_emettre_appels, avant=_declarer),
        Essai(_appliquer_estimation, avant=_estimer),
        Essai(_refuser_estimation, avant=_estimer),
    ),
    ailleurs=frozenset({"previsualiser_appel", "concernes"}),
)
