from cotisations.estimations import services
from cotisations.models import EstimationRevenu
from tests.harnais.personas import Persona
from tests.sans_journal import Chapitre, Essai


def _deposer_estimation(persona: Persona) -> None:
    services.deposer_estimation(
        dossier=persona.dossier, annee=2026, assiette_centimes=3_000_000, est_deficit=False, par=persona.compte
    )


def _annuler_estimation(persona: Persona) -> None:
    services.annuler_estimation(estimation=EstimationRevenu.objects.get(), par=persona.compte)


CHAPITRE = Chapitre(
    modules=(services,), essais=(Essai(_deposer_estimation), Essai(_annuler_estimation, avant=_deposer_estimation))
)
