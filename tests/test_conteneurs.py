"""The container files name things that exist. They are read here, not run: no engine is needed."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

RACINE = Path(__file__).resolve().parent.parent
DOCKERFILE = (RACINE / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((RACINE / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
CLES = set(re.findall(r"^([A-Z_]+)=", (RACINE / ".env.example").read_text(), re.MULTILINE))
BIBLIOTHEQUES = {"libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"}
pytestmark = pytest.mark.une_fois


def test_tous_les_services_sont_la() -> None:
    assert set(SERVICES) == {"web", "worker", "beat", "postgres", "redis", "courriels", "migrations"}


@pytest.mark.parametrize("nom", [nom for nom in SERVICES if nom != "migrations"])
def test_chaque_service_dit_sa_sante(nom: str) -> None:
    """The image says it for web."""
    if nom == "web":
        assert re.search(r"^HEALTHCHECK .*CMD (.*)", DOCKERFILE, re.MULTILINE | re.DOTALL)
    else:
        assert SERVICES[nom]["healthcheck"]["test"]


@pytest.mark.parametrize("nom", list(SERVICES))
def test_chaque_service_ne_nomme_que_ce_qui_existe(nom: str) -> None:
    service = SERVICES[nom]
    assert set(service.get("depends_on", {})) <= set(SERVICES)
    assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
    assert set(service["networks"]) <= set(COMPOSE["networks"])
    for volume in service.get("volumes", []):
        assert volume.split(":")[0] in COMPOSE["volumes"]


@pytest.mark.parametrize("nom", list(SERVICES))
def test_aucun_service_ne_gagne_de_droits(nom: str) -> None:
    assert SERVICES[nom]["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in SERVICES[nom]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[nom].get("ports", []))


@pytest.mark.parametrize("nom", ["web", "worker", "beat", "migrations"])
def test_le_portail_tourne_en_production_sans_ecrire_dans_l_image(nom: str) -> None:
    service = SERVICES[nom]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["environment"]["MODE"] == "production"
    assert {cle.removesuffix("_FILE") for cle in service["environment"]} <= CLES
    assert not any("SECRET" in cle or "CLE_" in cle for cle in service["environment"] if not cle.endswith("_FILE"))


def test_l_image_n_est_pas_root_et_a_les_bibliotheques_des_pdf() -> None:
    assert re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE) == ["portail"]
    assert set(DOCKERFILE.split()) >= BIBLIOTHEQUES
    assert all(nom in (RACINE / "bin" / "setup").read_text() for nom in BIBLIOTHEQUES)
    assert "--require-hashes" in DOCKERFILE


def test_l_image_recoit_toutes_les_applications_et_aucun_secret() -> None:
    admis = {ligne[1:] for ligne in (RACINE / ".dockerignore").read_text().splitlines() if ligne.startswith("!")}
    locales = {app for app in settings.INSTALLED_APPS if (RACINE / app).is_dir()}
    assert locales | {"templates", "static", "gunicorn.conf.py", "manage.py", "requirements/base.txt"} == admis
    assert all((RACINE / chemin).exists() for chemin in admis)
