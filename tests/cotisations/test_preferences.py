"""How each member pays and wants to be told."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Dossier, EntreeJournal
from cotisations.models import PreferencesCotisations
from tests.conftest import ClientDe
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
PAGE = "/cotisations/preferences/"


def cochees(page: str) -> set[str]:
    return set(re.findall(r'<input type="checkbox" name="(\w+)"[^>]* checked', page))


def test_sans_choix_la_page_dit_les_defauts(client_de: ClientDe, affilie: Persona) -> None:
    page = client_de(affilie).get(PAGE).content.decode()
    assert cochees(page) == {"appel_par_courriel", "rappel_7"}
    assert re.search(r'value="semestrielle"[^>]* checked', page)
    assert "à partir de votre prochain appel" in page
    assert not PreferencesCotisations.objects.exists()


def test_un_choix_est_garde_et_journalise(client_de: ClientDe, affilie: Persona) -> None:
    navigateur = client_de(affilie)
    saisie = {"periodicite": "mensuelle", "rappel_30": "on", "rappel_1": "on"}
    assert navigateur.post(PAGE, saisie)["Location"] == PAGE
    page = navigateur.get(PAGE).content.decode()
    assert cochees(page) == {"rappel_30", "rappel_1"}
    assert re.search(r'value="mensuelle"[^>]* checked', page)
    assert "Vos préférences sont enregistrées." in page
    entree = EntreeJournal.objects.get(acte="preferences_choisies")
    assert (entree.par, entree.dossier) == (affilie.compte, affilie.dossier)
    assert entree.details == {
        "periodicite": "mensuelle", "appel_par_courriel": False, "rappel_30": True, "rappel_7": False, "rappel_1": True,
    }  # fmt: skip


def test_changer_d_avis_ne_fait_qu_une_ligne(client_de: ClientDe, affilie: Persona) -> None:
    for periodicite in ("annuelle", "trimestrielle"):
        client_de(affilie).post(PAGE, {"periodicite": periodicite})
    assert PreferencesCotisations.objects.get().periodicite == "trimestrielle"


@pytest.mark.parametrize(
    ("choix", "message"),
    [("", "Choisissez combien de fois par an"), ("quotidienne", "Choisissez l’une des quatre périodicités.")],
)
def test_une_periodicite_inconnue_est_dite_au_champ(
    client_de: ClientDe, affilie: Persona, choix: str, message: str
) -> None:
    page = client_de(affilie).post(PAGE, {"periodicite": choix}).content.decode()
    assert message in page
    assert "<title>Erreur" in page
    assert not PreferencesCotisations.objects.exists()


def test_qui_n_a_pas_d_adresse_e_mail_le_sait(client_de: ClientDe, affilie: Persona) -> None:
    assert "ne peuvent pas partir" not in client_de(affilie).get(PAGE).content.decode()
    Dossier.objects.update(courriel="")
    assert "ne peuvent pas partir" in client_de(affilie).get(PAGE).content.decode()


def test_chacun_les_siennes(client_de: ClientDe, affilie: Persona, etranger: Persona) -> None:
    client_de(affilie).post(PAGE, {"periodicite": "mensuelle"})
    page = client_de(etranger).get(PAGE).content.decode()
    assert re.search(r'value="semestrielle"[^>]* checked', page)


@pytest.mark.parametrize("adresse", ["/cotisations/", "/compte/", "/reglages/", "/cotisations/calendrier/"])
def test_on_y_arrive(client_de: ClientDe, affilie: Persona, adresse: str) -> None:
    assert f'href="{PAGE}"' in client_de(affilie).get(adresse).content.decode()


def test_un_visiteur_n_y_est_pas_envoye(client_de: ClientDe, ayant_droit: Persona) -> None:
    for adresse in ("/compte/", "/reglages/"):
        assert PAGE not in client_de(ayant_droit).get(adresse).content.decode()


@pytest.mark.parametrize("adresse", [PAGE, "/cotisations/calendrier/", "/cotisations/emporter/"])
def test_chaque_page_tient_son_budget(client_de: ClientDe, affilie: Persona, adresse: str) -> None:
    navigateur = client_de(affilie)
    with CaptureQueriesContext(connection) as capture:
        assert navigateur.get(adresse).status_code == 200
    assert len(capture) <= 5
