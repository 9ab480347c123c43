"""What a list or a fiche must not tell: columns nobody filters by, names beside letters."""

from typing import Any

import pytest
from django.test import RequestFactory

from accounts.administration.roles import COURRIERS, RELATION
from accounts.administration.site import site
from accounts.models import Pli
from tests.administration.conftest import Agent, CreerAgent
from tests.harnais.personas import Persona
from tests.test_contraintes import demande, pli

MODELES = list(site._registry.items())
NOMS = [modele._meta.label_lower for modele, _ in MODELES]


def filtres_declares(admin: Any) -> set[str]:
    return {filtre if isinstance(filtre, str) else filtre.parameter_name for filtre in admin.list_filter}


@pytest.mark.parametrize(("modele", "admin"), MODELES, ids=NOMS)
def test_aucune_colonne_ne_se_devine_par_un_filtre(modele: Any, admin: Any, tout_role: Agent) -> None:
    requete: Any = RequestFactory().get("/")
    requete.user = tout_role.compte
    for champ in modele._meta.get_fields():
        for operation in ("", "__exact", "__startswith", "__gte", "__in", "__isnull", "__password__startswith"):
            permis = champ.name in filtres_declares(admin) and operation in {"", "__exact", "__isnull"}
            assert permis or not admin.lookup_allowed(f"{champ.name}{operation}", "x", requete), champ.name
    client = tout_role.navigateur()
    client.raise_request_exception = False
    liste = f"/admin/{modele._meta.app_label}/{modele._meta.model_name}/"
    for filtre in ("password__startswith", "pk__gte", "dossier__numero", "par__password__startswith"):
        assert client.get(liste, {filtre: "1"}).status_code == 400


def test_l_empreinte_d_un_mot_de_passe_ne_se_devine_pas(tout_role: Agent) -> None:
    client = tout_role.navigateur()
    client.raise_request_exception = False
    for debut in ("argon2", "x"):
        assert client.get("/admin/accounts/compte/", {"password__startswith": debut}).status_code == 400


# Whoever holds the letters does not know whose they are ---------------------------------------------


@pytest.mark.parametrize(
    ("roles", "nominatif"), [((COURRIERS,), False), ((RELATION,), True), ((COURRIERS, RELATION), False)], ids=str
)
def test_qui_tient_les_lettres_ne_sait_pas_a_qui_elles_sont(
    creer_agent: CreerAgent, affilie: Persona, roles: tuple[str, ...], nominatif: bool
) -> None:
    lettre = pli(affilie)
    Pli.objects.update(adresse=["Mme Nom Inventé", "1 rue Imaginaire"])
    client = creer_agent(*roles).navigateur()
    pages = [
        client.get(f"/admin/accounts/pli/{lettre.public_id}/").content.decode(),
        client.get("/admin/accounts/pli/").content.decode(),
    ]
    for page in pages:
        assert str(lettre.public_id) in page
        assert ("Inventé" in page) is nominatif
    assert (affilie.dossier.numero in pages[0]) is nominatif
    trouves: Any = client.get("/admin/accounts/pli/", {"q": "9999999"}).context
    assert bool(trouves["lignes"]) is not nominatif  # who may not search gets the same list whatever they ask


def test_les_demandes_ne_disent_pas_de_numero(creer_agent: CreerAgent, affilie: Persona) -> None:
    une = demande(affilie, canal="lettre")
    client = creer_agent(COURRIERS).navigateur()
    liste, fiche = "/admin/accounts/demandemotdepasse/", f"/admin/accounts/demandemotdepasse/{une.public_id}/"
    for page in (client.get(liste), client.get(fiche)):
        assert une.numero not in page.content.decode()
