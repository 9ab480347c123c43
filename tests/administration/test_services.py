"""Each act of an agent, or on an agent, leaves its trace, or does not happen."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from types import ModuleType
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.test import RequestFactory

from accounts.agents import actes, approbation, connexion, services, verification
from accounts.agents.refus import ActeImpossible
from accounts.models import Authentificateur, Compte, EntreeJournal, NiveauSeau, SecretProvisoire, SessionOuverte
from tests.administration.conftest import Agent, CreerAgent
from tests.harnais.personas import Persona
from tests.test_contraintes import lettre, secret

MODULES = (actes, approbation, connexion, services, verification)
Essai = Callable[[Persona, Agent, Agent], object]


class JournalEnPanneError(Exception):
    """The journal cannot be written."""


def requete(agent: Agent) -> Any:
    faite = RequestFactory().post("/admin/")
    faite.session, faite.user = SessionStore(), agent.compte
    return faite


def appareil(agent: Agent) -> Authentificateur:
    trouve: Authentificateur = Authentificateur.objects.select_related("user").get(user=agent.compte)
    return trouve


ESSAIS: dict[str, Essai] = {
    "debloquer_tentatives": lambda p, a, b: actes.debloquer_tentatives(dossier=p.dossier, par=a.compte),
    "revoquer_provisoires": lambda p, a, b: actes.revoquer_provisoires(dossier=p.dossier, par=a.compte),
    "redonner_code": lambda p, a, b: connexion.redonner_code(requete(a), compte=a.compte, code=a.code()),
    "deconnecter_agent": lambda p, a, b: connexion.deconnecter_agent(requete(a)),
    "creer_agent": lambda p, a, b: services.creer_agent(
        identifiant="c@caisse.example", roles=["Courriers"], par=a.compte
    ),
    "donner_roles": lambda p, a, b: services.donner_roles(compte=b.compte, roles=["Courriers"], par=a.compte),
    "rouvrir_acces": lambda p, a, b: services.rouvrir_acces(compte=b.compte, par=a.compte),
    "approuver_acces": lambda p, a, b: approbation.approuver_acces(compte=b.compte, par=a.compte),
    "debloquer_agent": lambda p, a, b: services.debloquer_agent(compte=b.compte, par=a.compte),
    "desactiver_agent": lambda p, a, b: services.desactiver_agent(compte=b.compte, par=a.compte),
    "enregistrer_installation": lambda p, a, b: services.enregistrer_installation(
        appareil=appareil(b), pas=1, empreinte="!"
    ),
    "emettre_provisoire": lambda p, a, b: services.emettre_provisoire(
        compte=b.compte, avant=appareil(b).a_installer_avant, empreinte="!"
    ),
    "demander_verification": lambda p, a, b: verification.demander_verification(par=a.compte),
}
# Tried in test_connexion, below, or reading only.
AILLEURS = {
    "connecter_agent", "installer", "authentificateur_de", "a_installer", "reactiver_agent",
    "etat_verification", "verifier_si_demande", "exiger_approuve", "premiere_supervision",
}  # fmt: skip


A_INSTALLER = {"enregistrer_installation", "emettre_provisoire"}


@pytest.fixture
def journal_en_panne() -> Iterator[None]:
    with ExitStack() as pile:
        for module in MODULES:
            pile.enter_context(patch.object(module, "journaliser", side_effect=JournalEnPanneError))
        yield


def _fonctions(module: ModuleType) -> set[str]:
    trouvees = inspect.getmembers(module, inspect.isfunction)
    return {nom for nom, objet in trouvees if objet.__module__ == module.__name__ and not nom.startswith("_")}


def test_chaque_service_est_essaye_sans_journal() -> None:
    assert set.union(*map(_fonctions, MODULES)) == ESSAIS.keys() | AILLEURS


@pytest.mark.parametrize("nom", ESSAIS)
def test_sans_journal_rien_n_est_ecrit(
    affilie: Persona, creer_agent: CreerAgent, journal_en_panne: None, nom: str
) -> None:
    agent, autre = creer_agent("Supervision"), creer_agent(nom="autre", installe=nom not in A_INSTALLER)
    if nom == "approuver_acces":
        Authentificateur.objects.filter(user=autre.compte).update(a_approuver=True)
    secret(affilie)
    avant = _etat()
    with pytest.raises(JournalEnPanneError):
        ESSAIS[nom](affilie, agent, autre)
    assert _etat() == avant


def _etat() -> dict[str, list[Any]]:
    """All rows of everything, sessions and charges left out."""
    ignorees = {Session, NiveauSeau}
    modeles = [modele for modele in apps.get_models() if modele not in ignorees]
    return {m._meta.label: sorted(m._default_manager.values_list(), key=str) for m in modeles}


def test_reactiver_sans_journal_ne_reactive_pas(creer_agent: CreerAgent) -> None:
    agent, autre = creer_agent("Supervision"), creer_agent(nom="autre")
    services.desactiver_agent(compte=autre.compte, par=agent.compte)
    with (
        patch.object(services, "journaliser", side_effect=JournalEnPanneError),
        pytest.raises(JournalEnPanneError),
    ):
        services.reactiver_agent(compte=autre.compte, par=agent.compte)
    assert not Compte.objects.get(pk=autre.compte.pk).is_active
    services.reactiver_agent(compte=autre.compte, par=agent.compte)
    assert Compte.objects.get(pk=autre.compte.pk).is_active


def test_desactiver_ferme_la_session_a_l_instant_et_pour_de_bon(creer_agent: CreerAgent, affilie: Persona) -> None:
    agent, autre = creer_agent("Supervision"), creer_agent("Supervision", nom="autre")
    guichets = [autre.navigateur(), autre.navigateur()]
    temoin = agent.navigateur()
    assert not SessionOuverte.objects.exists(), "celles des agents n’ont pas de liste"
    assert [guichet.get("/admin/").status_code for guichet in guichets] == [200, 200]
    services.desactiver_agent(compte=autre.compte, par=agent.compte)
    assert {guichet.get("/admin/").status_code for guichet in guichets} == {302}
    services.reactiver_agent(compte=autre.compte, par=agent.compte)
    assert {guichet.get("/admin/").status_code for guichet in guichets} == {302}, "la session ne revit pas"
    assert temoin.get("/admin/").status_code == 200


@pytest.mark.parametrize("acte", [services.desactiver_agent, services.rouvrir_acces, services.reactiver_agent])
def test_personne_n_agit_sur_son_propre_acces(creer_agent: CreerAgent, acte: Callable[..., object]) -> None:
    agent = creer_agent("Supervision")
    with pytest.raises(ActeImpossible):
        acte(compte=agent.compte, par=agent.compte)
    with pytest.raises(ActeImpossible):
        services.donner_roles(compte=agent.compte, roles=["Courriers"], par=agent.compte)
    assert not EntreeJournal.objects.exists()


def test_un_membre_ne_se_desactive_pas_par_la(affilie: Persona, creer_agent: CreerAgent) -> None:
    with pytest.raises(ActeImpossible):
        services.desactiver_agent(compte=affilie.compte, par=creer_agent().compte)


def test_un_identifiant_ne_sert_qu_une_fois(creer_agent: CreerAgent) -> None:
    agent = creer_agent(nom="unique")
    with pytest.raises(IntegrityError):
        services.creer_agent(identifiant="Unique@caisse.example ", roles=[], par=agent.compte)


def test_la_cle_n_est_nulle_part_en_clair(creer_agent: CreerAgent) -> None:
    agent = creer_agent()
    scellee = bytes(appareil(agent).cle_scellee)
    assert appareil(agent).cle not in scellee
    autre = creer_agent(nom="autre")
    Authentificateur.objects.filter(user=autre.compte).update(cle_scellee=scellee)
    with pytest.raises(ValueError, match="illisible"):
        _ = appareil(autre).cle  # sealed for somebody else


def test_revoquer_tue_tous_les_provisoires(affilie: Persona, autre_affilie: Persona, creer_agent: CreerAgent) -> None:
    par = creer_agent().compte
    secret(affilie)
    lettre(affilie)
    garde = secret(autre_affilie)
    assert actes.revoquer_provisoires(dossier=affilie.dossier, par=par) == 2
    assert set(SecretProvisoire.objects.exclude(pk=garde.pk).values_list("etat", flat=True)) == {"revoque"}
    assert SecretProvisoire.objects.get(pk=garde.pk).etat == "actif"


def test_la_verification_dit_ce_qu_elle_trouve(creer_agent: CreerAgent) -> None:
    par = creer_agent().compte
    verification.verifier_si_demande()
    assert verification.etat_verification().faite_le is None  # nobody asked
    verification.demander_verification(par=par)
    assert verification.etat_verification().demandee_le
    with patch.object(verification, "anomalies", return_value=iter(["entrée 1", "entrée 2"])):
        verification.verifier_si_demande()
    etat = verification.etat_verification()
    assert (etat.entrees, etat.anomalies, etat.premiere, etat.demandee_le) == (1, 2, "entrée 1", None)
    verification.demander_verification(par=par)
    verification.verifier_si_demande()
    assert (verification.etat_verification().entrees, verification.etat_verification().anomalies) == (3, 0)


def test_un_agent_porte_son_adresse_et_un_membre_rien(affilie: Persona, agent: Persona) -> None:
    """The page of an act names whom it touches; a member's compte is named by nothing that tells who they are."""
    assert str(agent.compte) == agent.compte.identifiant
    assert affilie.compte.identifiant not in str(affilie.compte)
