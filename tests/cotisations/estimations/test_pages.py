"""From a hunch to an accusé de réception: nothing is written before it is confirmed."""

import re
import uuid
from datetime import date
from html import unescape

import pytest

from accounts.enums import StatutDossier
from accounts.models import EntreeJournal
from cotisations.appels.services import appliquer_estimation, emettre_appel, refuser_estimation
from cotisations.models import AppelCotisation, EstimationRevenu
from tests.conftest import ClientDe
from tests.cotisations.appels.fabrique import declarer, echeances, lignes
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona

pytestmark = pytest.mark.django_db
ADRESSE, CONFIRMER = "/cotisations/estimation/", "/cotisations/estimation/confirmer/"
FINE = "\u202f"


@pytest.fixture
def appele(affilie: Persona) -> Persona:
    """Someone with the call of 2026: 45 000 € in 2025, paid in four times."""
    from cotisations.models import PreferencesCotisations

    PreferencesCotisations.objects.create(dossier=affilie.dossier, periodicite="trimestrielle")
    declarer(affilie.dossier, r2024=40_000, r2025=45_000)
    emettre_appel(dossier=affilie.dossier, annee=2026, par=None, le=date(2026, 1, 5))
    return affilie


def page(client: ClientStrict, adresse: str, **saisie: str) -> str:
    reponse = client.post(adresse, {"nature": "assiette", **saisie}) if saisie else client.get(adresse)
    assert reponse.status_code == 200
    return unescape(str(reponse.content.decode()))


def test_l_apercu_montre_chaque_ligne_et_n_ecrit_rien(client_de: ClientDe, appele: Persona) -> None:
    client, entrees = client_de(appele), EntreeJournal.objects.count()
    html = page(client, ADRESSE, revenu="30 000")
    assert "Relire avant de confirmer" in html
    for mots in (f"−{FINE}1{FINE}591,00{FINE}€", f"10{FINE}734,00{FINE}€", f"9{FINE}143,00{FINE}€"):
        assert mots in html, mots
    assert not EstimationRevenu.objects.exists()
    assert EntreeJournal.objects.count() == entrees


def test_l_apercu_est_ce_que_la_caisse_ecrit_ensuite(client_de: ClientDe, appele: Persona) -> None:
    """Same lines, same échéances: the preview is made by the builder that issues calls."""
    client = client_de(appele)
    apercu = page(client, ADRESSE, revenu="30000")
    client.post(CONFIRMER, {"nature": "assiette", "revenu": "30000"})
    appel = appliquer_estimation(estimation=EstimationRevenu.objects.get(), par=appele.compte)
    table = apercu.split("Ligne par ligne", 1)[1]
    colonne = re.findall(r'data-titre="Après" role="cell">([^<]+)<', table)
    ecrits = [*lignes(appel).values(), *(montant for _, montant in echeances(appele.dossier, 2026))]
    assert [_centimes(montant) for montant in colonne if montant != "–"] == ecrits


def test_confirmer_ecrit_une_fois_et_mene_a_l_accuse(client_de: ClientDe, appele: Persona) -> None:
    client = client_de(appele)
    premiere, seconde = (client.post(CONFIRMER, {"nature": "assiette", "revenu": "30000"}) for _ in range(2))
    estimation = EstimationRevenu.objects.get()
    assert premiere["Location"] == seconde["Location"] == f"/cotisations/estimations/{estimation.public_id}/"
    html = page(client, premiere["Location"])
    tete = estimation.public_id.hex[:12].upper()
    for mots in (
        f"{tete[:4]}-{tete[4:8]}-{tete[8:]}",
        "22\u00a0novembre 2026 à 10\u00a0h\u00a000",
        f"30{FINE}000,00{FINE}€",
        "22\u00a0janvier 2027",
        "à confirmer auprès de la caisse",
        "Transmise à la caisse",
    ):
        assert mots in html, mots


def test_un_revenu_brut_est_abattu(client_de: ClientDe, appele: Persona) -> None:
    client = client_de(appele)
    html = unescape(client.post(ADRESSE, {"nature": "brut", "revenu": "60000"}).content.decode())
    assert f"44{FINE}400{FINE}€" in html
    client.post(CONFIRMER, {"nature": "brut", "revenu": "60000"})
    assert EstimationRevenu.objects.get().assiette_centimes == 4_440_000


def test_un_deficit_vaut_zero(client_de: ClientDe, appele: Persona) -> None:
    client = client_de(appele)
    assert "Déficit" in page(client, ADRESSE, deficit="on", revenu="")
    client.post(CONFIRMER, {"nature": "brut", "deficit": "on", "revenu": ""})
    estimation = EstimationRevenu.objects.get()
    assert (estimation.assiette_centimes, estimation.est_deficit) == (0, True)


@pytest.mark.parametrize(
    ("saisie", "message"),
    [
        ({}, "Indiquez le revenu que vous prévoyez"),
        ({"revenu": "abc"}, "Écrivez un montant en euros"),
        ({"revenu": "-1"}, "ne peut pas être négatif"),
        ({"revenu": "30000,50"}, "Arrondissez à l’euro"),
        ({"revenu": "10000001"}, "vérifiez le nombre de zéros"),
        ({"revenu": "9" * 60}, "trop long"),
        ({"revenu": "1e9"}, "Écrivez un montant en euros"),
        ({"revenu": "٣٠٠٠٠"}, "Écrivez un montant en euros"),
        ({"revenu": "<script>alert(1)</script>"}, "Écrivez un montant en euros"),
        ({"revenu": "30000", "deficit": "on"}, "gardez l’un des deux"),
    ],
)
def test_une_erreur_est_dite_a_son_champ(
    client_de: ClientDe, appele: Persona, saisie: dict[str, str], message: str
) -> None:
    client = client_de(appele)
    html = page(client, ADRESSE, **{"revenu": "", **saisie})
    assert message in html.split('id="id_revenu_error"', 1)[1].split("</p>", 1)[0]
    assert client.post(CONFIRMER, {"nature": "assiette", **saisie})["Location"] == ADRESSE
    assert not EstimationRevenu.objects.exists()


def test_une_nature_inventee_est_refusee(client_de: ClientDe, appele: Persona) -> None:
    reponse = client_de(appele).post(ADRESSE, {"nature": "autre", "revenu": "30000"})
    assert "id_nature_error" in reponse.content.decode()


def test_une_autre_estimation_attend(client_de: ClientDe, appele: Persona) -> None:
    client = client_de(appele)
    client.post(CONFIRMER, {"nature": "assiette", "revenu": "30000"})
    reponse = client.post(CONFIRMER, {"nature": "assiette", "revenu": "31000"}, follow=True)
    assert "Une autre estimation attend" in reponse.content.decode()
    assert EstimationRevenu.objects.get().assiette_centimes == 3_000_000
    assert "Une estimation attend déjà" in page(client, ADRESSE)
    assert "Mon estimation de revenu" in page(client, "/cotisations/")


def test_annuler_demande_puis_annule(client_de: ClientDe, appele: Persona) -> None:
    client = client_de(appele)
    accuse = client.post(CONFIRMER, {"nature": "assiette", "revenu": "30000"})["Location"]
    assert "Annuler cette estimation" in page(client, f"{accuse}annuler/")
    assert EstimationRevenu.objects.en_cours().exists()
    assert client.post(f"{accuse}annuler/")["Location"] == accuse
    assert "Annulée" in page(client, accuse)
    assert "n’attend plus" in page(client, f"{accuse}annuler/")
    assert "Voir ce qui changerait" in page(client, ADRESSE)


def test_la_reponse_de_la_caisse_se_lit(client_de: ClientDe, appele: Persona) -> None:
    client = client_de(appele)
    accuse = client.post(CONFIRMER, {"nature": "assiette", "revenu": "30000"})["Location"]
    appliquer_estimation(estimation=EstimationRevenu.objects.get(), par=appele.compte)
    html = page(client, accuse)
    assert "Prise en compte" in html
    assert 'href="/cotisations/appels/2026/"' in html
    reponse = client.post(f"{accuse}annuler/", follow=True)
    assert "ne peut plus être annulée" in reponse.content.decode()
    suite = client.post(CONFIRMER, {"nature": "assiette", "revenu": "20000"})["Location"]
    refuser_estimation(estimation=EstimationRevenu.objects.en_cours().get(), par=appele.compte)
    assert "Non retenue" in page(client, suite)


def test_sans_appel_l_effet_se_dit_et_l_estimation_part(client_de: ClientDe, affilie: Persona) -> None:
    client = client_de(affilie)
    html = page(client, ADRESSE, revenu="30000")
    assert "Confirmer et transmettre" in html
    assert client.post(CONFIRMER, {"nature": "assiette", "revenu": "30000"}).status_code == 302
    assert EstimationRevenu.objects.count() == 1
    assert not AppelCotisation.objects.exists()


@pytest.mark.parametrize("statut", [StatutDossier.RETRAITE, StatutDossier.RENTE_INVALIDITE, StatutDossier.RADIE])
def test_qui_ne_cotise_pas_lit_pourquoi(client_de: ClientDe, affilie: Persona, statut: str) -> None:
    affilie.dossier.statut = statut
    affilie.dossier.save()
    _n_estime_rien(client_de(affilie))


def test_un_ayant_droit_lit_pourquoi(client_de: ClientDe, ayant_droit: Persona) -> None:
    _n_estime_rien(client_de(ayant_droit))


def _n_estime_rien(client: ClientStrict) -> None:
    assert "n’en paie pas" in page(client, ADRESSE)
    assert "n’en paie pas" in page(client, ADRESSE, revenu="30000")
    assert client.post(CONFIRMER, {"nature": "assiette", "revenu": "30000"})["Location"] == ADRESSE
    assert not EstimationRevenu.objects.exists()


def test_l_etranger_ne_lit_ni_n_annule_rien(client_de: ClientDe, appele: Persona, etranger: Persona) -> None:
    accuse = client_de(appele).post(CONFIRMER, {"nature": "assiette", "revenu": "30000"})["Location"]
    autre = client_de(etranger)
    for adresse in (accuse, f"{accuse}annuler/"):
        assert autre.get(adresse).status_code == 404
    assert autre.post(f"{accuse}annuler/").status_code == 404
    assert autre.post(f"/cotisations/estimations/{uuid.uuid4()}/annuler/").status_code == 404
    assert EstimationRevenu.objects.en_cours().count() == 1


def test_sans_jeton_rien_n_est_transmis(appele: Persona) -> None:
    from tests.harnais.personas import ouvrir

    client = ClientStrict(enforce_csrf_checks=True)
    ouvrir(client, appele)
    assert client.post(CONFIRMER, {"nature": "assiette", "revenu": "30000"}).status_code == 403
    assert not EstimationRevenu.objects.exists()


def _centimes(ecrit: str) -> int:
    return int(re.sub(r"[^0-9−]", "", ecrit).replace("−", "-"))
