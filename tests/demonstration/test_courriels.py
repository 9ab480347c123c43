"""The mailbox of the demonstration: both parts, newest first, bounded, under the rules of our pages."""

from pathlib import Path
from time import process_time

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives, get_connection
from pytest_django import Settings

from accounts.envois.livraison import distribuer
from demonstration.courriels import GARDES, courriels, repertoire
from tests.harnais.client import ClientStrict
from tests.harnais.personas import MOT_DE_PASSE, Persona

BOITE = "/demonstration/courriels/"


@pytest.fixture(autouse=True)
def _boite(settings: Settings, tmp_path: Path) -> None:
    settings.REPERTOIRE_DONNEES = tmp_path
    settings.EMAIL_BACKEND = "demonstration.courriels.BoiteDeDemonstration"


def envoyer(sujet: str, html: str = "<html><body><p>Bonjour</p></body></html>") -> None:
    message = EmailMultiAlternatives(sujet, "Bonjour", to=["alice@exemple.example"], connection=get_connection())
    message.attach_alternative(html, "text/html")
    message.send()


def test_la_demonstration_est_le_serveur_d_e_mails_par_defaut() -> None:
    from carpimko_portal import settings as reglages

    assert reglages.EMAIL_BACKEND == "demonstration.courriels.BoiteDeDemonstration"


def test_une_connexion_se_lit_dans_la_boite(client: ClientStrict, affilie: Persona) -> None:
    saisie = {"type_dossier": "affilie", "numero": "1234567", "mot_de_passe": MOT_DE_PASSE}
    client.post("/connexion/", saisie)
    assert distribuer().envoyes == 1
    (courriel,) = courriels()
    visiteur = ClientStrict()
    assert "[Démonstration] Connexion à votre espace" in visiteur.get(BOITE).content.decode()
    page = visiteur.get(f"{BOITE}{courriel.public_id}/").content.decode()
    assert page.count("Bonjour Alice,") == 2
    assert page.count("n’a été envoyé à personne") == 2
    assert courriel.message_id.strip("<>").split("@")[1] in page
    style = visiteur.get(f"{BOITE}{courriel.public_id}/style.css")
    assert style["Content-Type"] == "text/css; charset=utf-8"
    assert "background: #0b5c4a" in style.content.decode()


def test_le_plus_recent_d_abord(client: ClientStrict, horloge: time_machine.Traveller) -> None:
    for sujet in ("Premier", "Deuxième", "Troisième"):
        envoyer(sujet)
        horloge.shift(1)
    page = client.get(BOITE).content.decode()
    assert page.index("Troisième") < page.index("Deuxième") < page.index("Premier")


def test_la_boite_est_bornee(client: ClientStrict, horloge: time_machine.Traveller) -> None:
    for rang in range(GARDES + 5):
        envoyer(f"Message {rang:03d}")
        horloge.shift(1)
    assert len(list(repertoire().iterdir())) == GARDES
    debut = process_time()
    assert len(courriels()) == GARDES
    assert process_time() - debut < 1
    page = client.get(BOITE).content.decode()
    assert f"Message {GARDES + 4:03d}" in page
    assert "Message 004" not in page


def test_une_boite_vide_le_dit(client: ClientStrict) -> None:
    assert "Aucun message" in client.get(BOITE).content.decode()


def test_un_message_inconnu_est_introuvable(client: ClientStrict) -> None:
    envoyer("Un message")
    for suite in ("", "style.css"):
        assert client.get(f"{BOITE}00000000-0000-0000-0000-000000000000/{suite}").status_code == 404


def test_rien_d_actif_ne_traverse(client: ClientStrict) -> None:
    envoyer(
        "<script>alert(1)</script>",
        '<html><head><style>p{}</style></head><body><p style="color: red} body {display: none" onclick="x()">&lt;b&gt;'
        '</p><script>alert(1)</script><img src="https://mechant.example/x.png"></body></html>',
    )
    (courriel,) = courriels()
    assert courriel.html == '<div><p class="courriel-0">&lt;b&gt;</p>alert(1)</div>'
    assert courriel.style.count("{") == courriel.style.count("}") == 1
    assert client.get(f"{BOITE}{courriel.public_id}/").status_code == 200
    assert client.get(BOITE).status_code == 200


def test_hors_de_la_demonstration_la_boite_refuse(settings: Settings) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(RuntimeError):
        envoyer("Réel")
    assert not repertoire().exists()
