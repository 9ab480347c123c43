from accounts.enums import Canal, TypeDossier
from accounts.models import DemandeMotDePasse
from accounts.reinitialisation import services as reinitialisation
from accounts.reinitialisation.effectifs import compter
from tests.harnais.personas import Persona
from tests.sans_journal import Chapitre, Essai


def _demande(persona: Persona) -> DemandeMotDePasse:
    return DemandeMotDePasse.objects.create(
        reference="ACDEFGHJKMNP", type_dossier="affilie", numero=persona.dossier.numero, canal=Canal.COURRIEL,
        dossier=persona.dossier,
    )  # fmt: skip


def _enregistrer_demande(persona: Persona) -> None:
    reinitialisation.enregistrer_demande(
        reference="ACDEFGHJKMNP", type_dossier=TypeDossier.AFFILIE, numero="1234567", canal=Canal.LETTRE, par=None
    )


def _traiter_demande(persona: Persona) -> None:
    reinitialisation.traiter_demande(demande=_demande(persona), par=None)


def _emettre_par_courriel(persona: Persona) -> None:
    reinitialisation.emettre_par_courriel(demande=_demande(persona), empreinte="!", par=None)


def _geler_leurres(persona: Persona) -> None:
    reinitialisation.geler_leurres(effectifs=compter(lambda: [("affilie", persona.dossier.courriel)]), par=None)


_DEMANDE = frozenset({"accounts.DemandeMotDePasse"})
CHAPITRE = Chapitre(
    modules=(reinitialisation,),
    essais=(
        Essai(_enregistrer_demande),
        Essai(_traiter_demande, _DEMANDE),
        Essai(_emettre_par_courriel, _DEMANDE),
        Essai(_geler_leurres),
    ),
)
