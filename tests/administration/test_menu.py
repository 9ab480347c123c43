"""The menu: few headings, the lists of the one we are under, and what waits before what does not."""

import re

import pytest
from django.urls import reverse

from accounts.administration.cartes import Carte
from accounts.administration.menu import Entree, Rubrique, sections
from accounts.administration.roles import COTISATIONS, COURRIERS
from accounts.administration.site import site
from tests.administration.conftest import CreerAgent


def _entree(rubrique: Rubrique, titre: str, *, ici: bool = False) -> Entree:
    return Entree(rubrique, titre, f"/{titre}/", ici)


@pytest.mark.une_fois
def test_les_listes_sont_sous_leur_rubrique_dans_l_ordre_du_menu() -> None:
    banque, releves = _entree(Rubrique.BANQUE, "Opérations", ici=True), _entree(Rubrique.BANQUE, "Relevés")
    lues = sections([banque, _entree(Rubrique.DOSSIERS, "Pièces"), releves])
    assert [(une.titre, une.adresse, une.ici) for une in lues] == [
        ("Pièces", "/Pièces/", False),  # alone under its heading: it is called by its name
        ("Banque", "/Opérations/", True),
    ]
    assert lues[1].entrees == (banque, releves)


@pytest.mark.django_db
def test_une_page_montre_les_listes_de_sa_rubrique_et_d_aucune_autre(creer_agent: CreerAgent) -> None:
    client = creer_agent(COTISATIONS, COURRIERS).navigateur()
    page = client.get(reverse("admin:cotisations_prelevement_changelist")).content.decode()
    ici = re.findall(r'<a href="[^"]+" aria-current="(\w+)">([^<]+)</a>', page)
    assert ("true", "Prélèvements") in ici
    assert ("page", "Prélèvements") in ici
    assert "Mandats de prélèvement</a>" in page
    assert "Écritures</a>" not in page


@pytest.mark.django_db
def test_ce_qui_presse_vient_avant_ce_qui_attend(creer_agent: CreerAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    cartes = [Carte("rien", 0, ""), Carte("attend", 3, "", ton="attention"), Carte("presse", 1, "", ton="danger")]
    monkeypatch.setattr(site, "_cartes", [lambda request, une=une: une for une in cartes])
    reponse = creer_agent(COTISATIONS).navigateur().get("/admin/")
    assert [une.titre for une in reponse.context["cartes"]] == ["presse", "attend", "rien"]
    assert "À traiter d’abord" in reponse.content.decode()
