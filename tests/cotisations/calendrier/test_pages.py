"""The pages of the secret address."""

import re
import uuid

import pytest

from accounts.enums import RoleAcces
from accounts.models import Acces, EntreeJournal, Envoi
from cotisations.calendrier import services
from cotisations.models import AbonnementCalendrier
from tests.conftest import ClientDe
from tests.harnais.client import ClientStrict
from tests.harnais.personas import Persona, creer_compte, ouvrir

pytestmark = pytest.mark.django_db
PAGE, REMPLACER, REVOQUER = (f"/cotisations/calendrier/{suite}" for suite in ("", "remplacer/", "revoquer/"))
_SECRET = re.compile(r'value="http://127\.0\.0\.1:8000(/calendrier/[\w-]{43}\.ics)"')


def creer(navigateur: ClientStrict, montants: str = "non") -> str:
    page = navigateur.post(PAGE, {"avec_montants": montants}).content.decode()
    trouve = _SECRET.search(page)
    assert trouve, page
    return trouve[1]


def vu() -> str:
    return str(AbonnementCalendrier.objects.get(revoque_le__isnull=True).public_id)


def test_l_adresse_n_est_montree_qu_une_fois(client_de: ClientDe, client: ClientStrict, affilie: Persona) -> None:
    navigateur = client_de(affilie)
    chemin = creer(navigateur)
    assert client.get(chemin).status_code == 200
    page = navigateur.get(PAGE).content.decode()
    assert "Votre adresse secrète fonctionne" in page
    assert chemin not in page
    assert chemin.split("/")[-1].removesuffix(".ics") not in str(list(AbonnementCalendrier.objects.values()))


def test_le_bouton_de_l_agenda_l_ouvre(client_de: ClientDe, affilie: Persona) -> None:
    page = client_de(affilie).post(PAGE, {"avec_montants": "non"}).content.decode()
    assert re.search(r'href="webcal://127\.0\.0\.1:8000/calendrier/[\w-]{43}\.ics"', page)


def test_recreer_ne_change_rien(client_de: ClientDe, client: ClientStrict, affilie: Persona) -> None:
    """A page reloaded sends its form again."""
    navigateur = client_de(affilie)
    chemin = creer(navigateur)
    assert navigateur.post(PAGE, {"avec_montants": "oui"})["Location"] == PAGE
    assert AbonnementCalendrier.objects.count() == 1
    assert client.get(chemin).status_code == 200


def test_remplacer_tue_l_ancienne(client_de: ClientDe, client: ClientStrict, affilie: Persona) -> None:
    navigateur = client_de(affilie)
    ancienne, vue = creer(navigateur), vu()
    assert f'value="{vue}"' in navigateur.get(REMPLACER).content.decode()
    page = navigateur.post(REMPLACER, {"avec_montants": "oui", "abonnement": vue}).content.decode()
    nouvelle = _SECRET.search(page)
    assert nouvelle
    assert [client.get(chemin).status_code for chemin in (ancienne, nouvelle[1])] == [404, 200]
    assert AbonnementCalendrier.objects.get(revoque_le__isnull=True).avec_montants


def test_remplacer_deux_fois_la_meme_n_en_tue_pas_une_autre(
    client_de: ClientDe, client: ClientStrict, affilie: Persona
) -> None:
    navigateur = client_de(affilie)
    creer(navigateur)
    saisie = {"avec_montants": "non", "abonnement": vu()}
    page = navigateur.post(REMPLACER, saisie).content.decode()
    nouvelle = _SECRET.search(page)
    assert nouvelle
    for adresse in (REMPLACER, REVOQUER):
        assert navigateur.post(adresse, saisie)["Location"] == PAGE
    assert client.get(nouvelle[1]).status_code == 200


def test_revoquer(client_de: ClientDe, client: ClientStrict, affilie: Persona) -> None:
    navigateur = client_de(affilie)
    chemin = creer(navigateur)
    assert navigateur.post(REVOQUER, {"abonnement": vu()})["Location"] == PAGE
    assert client.get(chemin).status_code == 404
    assert "Créer mon adresse secrète" in navigateur.get(PAGE).content.decode()
    for adresse in (REMPLACER, REVOQUER):
        assert navigateur.get(adresse)["Location"] == PAGE


@pytest.mark.parametrize("identifiant", ["", "hier", "9" * 400, str(uuid.UUID(int=0)), "\u202e"])
def test_un_identifiant_absurde_ne_revoque_rien(client_de: ClientDe, affilie: Persona, identifiant: str) -> None:
    navigateur = client_de(affilie)
    creer(navigateur)
    for adresse in (REMPLACER, REVOQUER):
        assert navigateur.post(adresse, {"abonnement": identifiant, "avec_montants": "non"}).status_code in {200, 302}
    assert AbonnementCalendrier.objects.get().revoque_le is None


def test_il_faut_choisir_pour_les_montants(client_de: ClientDe, affilie: Persona) -> None:
    for choix in ("", "peut-être"):
        page = client_de(affilie).post(PAGE, {"avec_montants": choix}).content.decode()
        assert "<title>Erreur" in page
    assert not AbonnementCalendrier.objects.exists()


def test_chaque_acte_se_journalise_et_s_annonce(client_de: ClientDe, affilie: Persona) -> None:
    navigateur = client_de(affilie)
    creer(navigateur)
    navigateur.post(REMPLACER, {"avec_montants": "oui", "abonnement": vu()})
    navigateur.post(REVOQUER, {"abonnement": vu()})
    entrees = EntreeJournal.objects.filter(acte__startswith="calendrier").order_by("pk")
    assert [(une.acte, une.par, une.dossier, une.details) for une in entrees] == [
        ("calendrier_cree", affilie.compte, affilie.dossier, {"avec_montants": False}),
        ("calendrier_remplace", affilie.compte, affilie.dossier, {"avec_montants": True}),
        ("calendrier_revoque", affilie.compte, affilie.dossier, {}),
    ]
    genres = list(Envoi.objects.order_by("pk").values_list("genre", flat=True))
    assert genres == ["calendrier-cree", "calendrier-cree", "calendrier-revoque"]


def test_sans_adresse_e_mail_nul_avis(client_de: ClientDe, affilie: Persona) -> None:
    affilie.dossier.courriel = ""
    affilie.dossier.save()
    creer(client_de(affilie))
    assert not Envoi.objects.exists()


@pytest.mark.parametrize("adresse", [PAGE, REMPLACER, REVOQUER, "/cotisations/preferences/"])
def test_ce_n_est_pas_l_affaire_d_un_delegue(
    client_de: ClientDe, affilie: Persona, empreinte: str, adresse: str
) -> None:
    services.creer_abonnement(dossier=affilie.dossier, avec_montants=False, par=affilie.compte)
    compte = creer_compte(empreinte)
    delegue = Persona(compte, Acces.objects.create(compte=compte, dossier=affilie.dossier, role=RoleAcces.DELEGUE))
    navigateur = client_de(delegue)
    assert navigateur.get(adresse).status_code == 404
    assert navigateur.post(adresse, {"abonnement": vu(), "avec_montants": "oui"}).status_code == 404
    assert AbonnementCalendrier.objects.get().revoque_le is None


def test_l_adresse_d_un_autre_ne_se_revoque_pas(client_de: ClientDe, affilie: Persona, etranger: Persona) -> None:
    creer(client_de(affilie))
    ici = vu()
    services.creer_abonnement(dossier=etranger.dossier, avec_montants=False, par=etranger.compte)
    assert client_de(etranger).post(REVOQUER, {"abonnement": ici})["Location"] == PAGE
    assert not AbonnementCalendrier.objects.filter(revoque_le__isnull=False).exists()


def test_un_jeton_est_exige(affilie: Persona) -> None:
    navigateur = ClientStrict(enforce_csrf_checks=True)
    ouvrir(navigateur, affilie)
    assert navigateur.post(PAGE, {"avec_montants": "non"}).status_code == 403
    assert not AbonnementCalendrier.objects.exists()
