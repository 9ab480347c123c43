"""One person never makes two: whoever reopens an access neither holds it nor approves it."""

import re
import time
from base64 import b32decode
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.agents import services
from accounts.agents.approbation import approuver_acces
from accounts.agents.refus import ActeImpossible
from accounts.courriers.refus import AccesAApprouver
from accounts.courriers.regeneration import regenerer_lot
from accounts.courriers.remise import confirmer_remise
from accounts.courriers.telechargement import demander_telechargement, telecharger_lot
from accounts.envois.livraison import distribuer
from accounts.models import Authentificateur, LotDeCourriers
from accounts.models.authentificateur import PAS, code_du_pas
from tests.administration.conftest import Agent, CreerAgent
from tests.harnais.client import ClientStrict
from tests.harnais.personas import MOT_DE_PASSE

NOUVEAU = "Quatre mots bien choisis, et 7"
SECRET = re.compile(r"(?<![\w-])[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2}(?![\w-])")  # three groups of an uuid are no secret


def entrer(agent: Agent, mot_de_passe: str, *, code: str = "", client: Client | None = None) -> Any:
    navigateur = client or ClientStrict()
    saisie = {"identifiant": agent.compte.identifiant, "mot_de_passe": mot_de_passe, "code": code}
    return navigateur, navigateur.post("/admin/login/", saisie)


def provisoire_recu(agent: Agent) -> str:
    distribuer()
    recus = [m for m in mail.outbox if m.to == [agent.compte.identifiant] and SECRET.search(str(m.body))]
    return str(SECRET.findall(str(recus[-1].body))[0])


def cle_lue(client: Client) -> bytes:
    page = client.get("/admin/installation/").content.decode()
    return b32decode(re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", ""))


def installer(client: Client, cle: bytes) -> Any:
    code = code_du_pas(cle, int(time.time()) // PAS)
    return client.post("/admin/installation/", {"mot_de_passe": NOUVEAU, "confirmation": NOUVEAU, "code": code})


@pytest.fixture
def rouvert(creer_agent: CreerAgent) -> tuple[Agent, Agent, Agent]:
    """(who reopened, whose access, another of the supervision)."""
    vigie, agathe = creer_agent("Supervision", nom="vigie"), creer_agent("Courriers", "Supervision", nom="agathe")
    page = vigie.navigateur().post(f"/admin/accounts/compte/{agathe.compte.public_id}/rouvrir/", follow=True)
    assert not SECRET.search(page.content.decode())
    return vigie, agathe, creer_agent("Supervision", nom="autre")


def test_le_provisoire_ne_va_qu_a_l_agent(rouvert: tuple[Agent, Agent, Agent]) -> None:
    _, agathe, _ = rouvert
    ancien = provisoire_recu(agathe)
    client, reponse = entrer(agathe, ancien)
    assert reponse["Location"] == "/admin/installation/"
    assert installer(client, cle_lue(client))["Location"] == "/admin/"
    distribuer()
    assert "application de codes" in mail.outbox[-1].subject
    assert mail.outbox[-1].to == [agathe.compte.identifiant]


def test_deux_qui_installent_lisent_deux_cles_et_un_seul_finit(rouvert: tuple[Agent, Agent, Agent]) -> None:
    _, agathe, _ = rouvert
    secret = provisoire_recu(agathe)
    premier, second = entrer(agathe, secret)[0], entrer(agathe, secret)[0]
    cles = [cle_lue(premier), cle_lue(second)]
    assert cles[0] != cles[1]
    copie = Authentificateur.objects.select_related("user").get(user=agathe.compte)
    copie.cle = cles[1]
    assert installer(premier, cles[0]).status_code == 302
    assert not services.enregistrer_installation(appareil=copie, pas=1, empreinte="!")
    assert Authentificateur.objects.get(user=agathe.compte).cle == cles[0]


def test_un_acces_rouvert_ne_fait_rien_d_important(rouvert: tuple[Agent, Agent, Agent]) -> None:
    vigie, agathe, autre = rouvert
    Authentificateur.objects.filter(user=agathe.compte).update(confirmed=True)
    lot = LotDeCourriers.objects.create(etat="pret", plis=1, imprimes=1, prepare_par=agathe.compte)
    actes: list[Any] = [
        lambda: demander_telechargement(lot=lot, par=agathe.compte),
        lambda: telecharger_lot(lot=lot, billet=lot.public_id, par=agathe.compte),
        lambda: confirmer_remise(lot=lot, par=agathe.compte, poste_le=timezone.localdate(), nombre_de_plis=1),
        lambda: regenerer_lot(lot=lot, par=agathe.compte, motif="essai"),
    ]
    for acte in actes:
        with pytest.raises(AccesAApprouver):
            acte()
    Authentificateur.objects.filter(user=autre.compte).update(a_approuver=True)
    for acte in (services.rouvrir_acces, services.desactiver_agent, approuver_acces):
        with pytest.raises(ActeImpossible, match="approbation"):
            acte(compte=autre.compte, par=agathe.compte)
    with pytest.raises(ActeImpossible):
        approuver_acces(compte=agathe.compte, par=vigie.compte)  # who reopened it


def test_une_autre_personne_approuve(rouvert: tuple[Agent, Agent, Agent]) -> None:
    vigie, agathe, autre = rouvert
    Authentificateur.objects.filter(user=agathe.compte).update(confirmed=True)
    fiche = f"/admin/accounts/compte/{agathe.compte.public_id}/"
    assert "À approuver" in vigie.navigateur().get(fiche).content.decode()
    assert "Approuver l’accès" not in vigie.navigateur().get(fiche).content.decode()
    vigie.navigateur().post(f"{fiche}approuver/")
    assert Authentificateur.objects.get(user=agathe.compte).a_approuver
    assert "Approuver l’accès" in autre.navigateur().get(fiche).content.decode()
    autre.navigateur().post(f"{fiche}approuver/")
    assert not Authentificateur.objects.get(user=agathe.compte).a_approuver


def test_un_inconnu_ne_ferme_pas_la_porte_d_un_navigateur_connu(creer_agent: CreerAgent, horloge: Any) -> None:
    agent, vigie = creer_agent("Courriers"), creer_agent("Supervision", nom="vigie")
    sien, _ = entrer(agent, MOT_DE_PASSE, code=agent.code())
    sien.post("/admin/logout/")
    for _ in range(6):
        _, refus = entrer(agent, "Faux-2026")
    assert refus.status_code == 429
    horloge.shift(30)
    assert entrer(agent, MOT_DE_PASSE, code=agent.code(), client=sien)[1].status_code == 302
    assert entrer(agent, "Faux-2026")[1].status_code == 429
    vigie.navigateur().post(f"/admin/accounts/compte/{agent.compte.public_id}/debloquer/")
    assert entrer(agent, "Faux-2026")[1].status_code == 200
