import accounts.services
from tests.harnais.personas import Persona, creer_dossier
from tests.sans_journal import SESSION, Chapitre, Essai, requete_de


def _ouvrir_compte(persona: Persona) -> None:
    accounts.services.ouvrir_compte(dossier=creer_dossier("7777777"), mot_de_passe="Essai-2026", par=None)


def _ouvrir_compte_hache(persona: Persona) -> None:
    accounts.services.ouvrir_compte_hache(dossier=creer_dossier("7777777"), empreinte="!", par=None)


def _deconnecter(persona: Persona) -> None:
    accounts.services.deconnecter(requete_de(persona))


_DOSSIER = frozenset({"accounts.Dossier"})
CHAPITRE = Chapitre(
    modules=(accounts.services,),
    essais=(
        Essai(_ouvrir_compte, _DOSSIER),
        Essai(_ouvrir_compte_hache, _DOSSIER),
        Essai(_deconnecter, SESSION),
    ),
    # A connexion opens a session or answers None: tests/accounts/test_connexion.py.
    ailleurs=frozenset({"connecter", "entrer"}),
)
