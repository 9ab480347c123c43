"""What an agent of cotisations does: issue, rectify, count an estimate or leave it; each after seeing the amounts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.administration.roles import COTISATIONS, RELATION
from accounts.models import EntreeJournal, Envoi
from cotisations.appels.refus import AppelImpossible
from cotisations.appels.services import appliquer_estimation, emettre_appel, refuser_estimation
from cotisations.models import AppelCotisation, Ecriture, EstimationRevenu
from tests.administration.conftest import Agent, CreerAgent, creer_agent
from tests.cotisations.appels.fabrique import contenu, declarer
from tests.harnais.course import courir
from tests.harnais.personas import Persona
from tests.test_contraintes import estimation

__all__ = ["creer_agent"]
LISTE = "/admin/cotisations/appelcotisation/"
EMETTRE = f"{LISTE}emettre/"


@pytest.fixture
def agent(creer_agent: CreerAgent) -> Agent:
    return creer_agent(COTISATIONS)


@pytest.fixture
def guichet(agent: Agent) -> Client:
    return agent.navigateur()


def dit(reponse: Any) -> str:
    return str(reponse.content.decode()).replace("\u202f", " ").replace("\u00a0", " ")


def test_emettre_se_fait_apres_avoir_vu_les_montants(guichet: Client, agent: Agent, affilie: Persona) -> None:
    declarer(affilie.dossier, r2024=40_000, r2025=45_000)
    assert EMETTRE in dit(guichet.get(LISTE))
    saisie = {"numero": affilie.dossier.numero, "annee": "2026"}
    page = dit(guichet.get(EMETTRE, saisie))
    assert "10 734,00 €" in page
    assert "Régularisation 2025, tranche 1" in page
    assert not AppelCotisation.objects.exists()
    reponse = guichet.post(EMETTRE, saisie, follow=True)
    appel = AppelCotisation.objects.get()
    assert (appel.emis_par, appel.total_centimes) == (agent.compte, 1_073_400)
    assert reponse.redirect_chain[0][0] == f"{LISTE}{appel.public_id}/"
    assert "10 734,00 €" in dit(reponse)
    assert "déjà émis" in dit(guichet.get(EMETTRE, saisie))


@pytest.mark.parametrize(
    ("saisie", "motif"),
    [
        ({"numero": "12", "annee": "2026"}, "sept chiffres"),
        ({"numero": "9999999", "annee": "2026"}, "Aucun affilié"),
        ({"numero": "1234567", "annee": "2050"}, "pas de barème"),
        ({"numero": "' OR 1=1", "annee": "2026"}, "sept chiffres"),
        ({"numero": "1234567", "annee": "2009"}, "pas de barème"),
        ({"numero": "", "annee": ""}, "Indiquez le numéro"),
    ],
)
@pytest.mark.parametrize("methode", ["get", "post"])
def test_une_saisie_fausse_est_dite(
    guichet: Client, affilie: Persona, saisie: dict[str, str], motif: str, methode: str
) -> None:
    avant = contenu()
    page = dit(getattr(guichet, methode)(EMETTRE, saisie))
    assert motif in page
    assert contenu() == avant


def test_qui_ne_cotise_pas_n_est_pas_appele(guichet: Client, affilie: Persona) -> None:
    affilie.dossier.statut = "retraite"
    affilie.dossier.save(update_fields=["statut"])
    for methode in (guichet.get, guichet.post):
        assert "Ce dossier ne cotise pas." in dit(methode(EMETTRE, {"numero": "1234567", "annee": "2026"}))


def test_rectifier_montre_puis_remplace(guichet: Client, agent: Agent, affilie: Persona) -> None:
    declarer(affilie.dossier, r2024=40_000, r2025=45_000)
    premier = emettre_appel(dossier=affilie.dossier, annee=2026, par=None)
    page = f"{LISTE}{premier.public_id}/rectifier/"
    assert "Rien n’a changé" in dit(guichet.get(page))
    assert "Rien n’avait changé" in dit(guichet.post(page, follow=True))
    assert AppelCotisation.objects.count() == 1
    declarer(affilie.dossier, r2025=40_000)
    apercu = dit(guichet.get(page))
    assert "9 230,00 €" in apercu
    assert "− 1 504,00 €" in apercu  # 9 230 € instead of 10 734 €
    assert "version 2" in dit(guichet.post(page, follow=True))
    second = AppelCotisation.objects.get(version=2)
    assert (second.emis_par, second.remplace) == (agent.compte, premier)
    fiche = dit(guichet.get(f"{LISTE}{premier.public_id}/"))
    assert "Remplacé" in fiche
    assert "/rectifier/" not in fiche
    assert "plus, à faire" in dit(guichet.post(page, follow=True))
    assert AppelCotisation.objects.count() == 2


def test_appliquer_une_estimation(guichet: Client, agent: Agent, affilie: Persona) -> None:
    declarer(affilie.dossier, r2024=40_000, r2025=45_000)
    emettre_appel(dossier=affilie.dossier, annee=2026, par=None, avertir=False)
    deposee = estimation(affilie, assiette_centimes=3_000_000)
    page = f"/admin/cotisations/estimationrevenu/{deposee.public_id}/appliquer/"
    apercu = dit(guichet.get(page))
    assert "2 619,00 €" in apercu
    assert "Revenu 2026 estimé" in apercu
    assert "prise en compte" in dit(guichet.post(page, follow=True))
    deposee.refresh_from_db()
    assert (deposee.etat, deposee.traitee_par) == ("appliquee", agent.compte)
    appel = AppelCotisation.objects.get(version=2)
    assert (appel.cause, appel.assiette_estimee_centimes) == ("estimation", 3_000_000)
    assert list(Envoi.objects.values_list("genre", flat=True)) == ["estimation-traitee"]
    actes = EntreeJournal.objects.filter(par=agent.compte).order_by("pk").values_list("acte", flat=True)
    assert list(actes) == ["appel_emis", "estimation_appliquee"]
    assert "plus, à faire" in dit(guichet.post(page, follow=True))


def test_ne_pas_retenir_une_estimation(guichet: Client, affilie: Persona) -> None:
    deposee = estimation(affilie, assiette_centimes=3_000_000)
    guichet.post(f"/admin/cotisations/estimationrevenu/{deposee.public_id}/ecarter/")
    deposee.refresh_from_db()
    assert deposee.etat == "refusee"
    assert not AppelCotisation.objects.exists()
    assert Envoi.objects.get().genre == "estimation-traitee"


@pytest.mark.django_db(transaction=True)
def test_de_deux_agents_un_seul_traite_l_estimation(affilie: Persona) -> None:
    declarer(affilie.dossier, r2024=40_000, r2025=45_000)
    deposee = estimation(affilie, assiette_centimes=3_000_000)

    def traiter(rang: int) -> bool:
        service: Callable[..., object] = appliquer_estimation if rang % 2 else refuser_estimation
        try:
            service(estimation=deposee, par=affilie.compte)
        except AppelImpossible:
            return False
        return True

    assert sum(courir(traiter, fois=6, coureurs=6)) == 1
    assert Envoi.objects.filter(genre="estimation-traitee").count() == 1
    etat = EstimationRevenu.objects.get().etat
    assert AppelCotisation.objects.exists() is (etat == "appliquee")


def test_une_estimation_qu_on_ne_peut_appliquer_attend_encore(guichet: Client, affilie: Persona) -> None:
    """The year was called by the former system: nothing is half done."""
    Ecriture.objects.create(
        dossier=affilie.dossier, cle="GL-1", nature="appel", annee=2026, montant_centimes=-1,
        date_operation="2026-01-01", libelle="A",
    )  # fmt: skip
    deposee = estimation(affilie)
    page = f"/admin/cotisations/estimationrevenu/{deposee.public_id}/appliquer/"
    for methode in (guichet.get, guichet.post):
        assert "ancien système" in dit(methode(page, follow=True))
    deposee.refresh_from_db()
    assert deposee.etat == "deposee"


def test_l_accueil_compte_les_estimations(agent: Agent, creer_agent: CreerAgent, affilie: Persona) -> None:
    estimation(affilie, deposee_le=timezone.now() - timedelta(days=9))
    contexte: Any = agent.navigateur().get("/admin/").context
    (carte,) = [carte for carte in contexte["cartes"] if carte.titre == "Estimations à traiter"]
    assert (carte.nombre, carte.ton) == (1, "attention")
    assert carte.depuis == timezone.now() - timedelta(days=9)
    ailleurs: Any = creer_agent(RELATION, nom="autre").navigateur().get("/admin/").context
    assert "Estimations à traiter" not in [carte.titre for carte in ailleurs["cartes"]]


def test_la_liste_coute_autant_pleine_que_vide(guichet: Client, affilie: Persona) -> None:
    """The client refuses a page that queries once more a row."""
    declarer(affilie.dossier, r2024=40_000, r2025=45_000)
    for annee in (2023, 2024, 2025, 2026):
        emettre_appel(dossier=affilie.dossier, annee=annee, par=None)
    declarer(affilie.dossier, r2025=30_000)
    emettre_appel(dossier=affilie.dossier, annee=2026, par=None)
    page = dit(guichet.get(LISTE))
    assert page.count("En vigueur") == 4
    assert page.count("Remplacé") == 1
    assert guichet.get(LISTE, {"annee__exact": "2026"}).status_code == 200
