"""The system checks: what they say of the machine, and that they are light."""

import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings as reglages
from django.core.checks import run_checks
from pytest_django import Settings

from carpimko_portal import checks
from carpimko_portal.lib.pdf.cles import autosignee


def test_machine_complete() -> None:
    assert checks.bibliotheques_pdf(None) == []


def test_pango_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "pdf_disponible", lambda: False)
    (avis,) = [message for message in run_checks() if str(message.id).startswith("portail.")]
    assert (avis.id, avis.level) == ("portail.W001", 30)
    assert "bin/setup" in str(avis.hint)


def test_decoupe_rapide_absente(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "decoupe_rapide_disponible", lambda: False)
    (avis,) = checks.bibliotheques_pdf(None)
    assert avis.id == "portail.W002"
    assert "libharfbuzz-subset0" in str(avis.hint)


def test_verifier_ne_charge_pas_weasyprint() -> None:
    programme = (
        "import sys, django; django.setup()\n"
        "from django.core.management import call_command; call_command('check')\n"
        "assert not {'weasyprint', 'fontTools', 'PIL'} & set(sys.modules), 'import lourd'"
    )
    subprocess.run([sys.executable, "-c", programme], check=True, capture_output=True, cwd=reglages.BASE_DIR)


@pytest.mark.parametrize(
    ("entete", "mandataires", "avis"), [(None, 0, 0), (("X", "https"), 0, 1), (("X", "https"), 1, 0)]
)
def test_un_mandataire_dont_on_ignore_la_parole(
    settings: Any, entete: tuple[str, str] | None, mandataires: int, avis: int
) -> None:
    settings.SECURE_PROXY_SSL_HEADER, settings.MANDATAIRES_DE_CONFIANCE = entete, mandataires
    assert [message.id for message in checks.mandataires(None)] == ["portail.W003"] * avis


def test_la_production_signe_avec_sa_cle(settings: Any, tmp_path: Any) -> None:
    assert checks.cle_de_signature(None) == [], "la démonstration fait la sienne"
    settings.PRODUCTION = True
    assert [message.id for message in checks.cle_de_signature(None)] == ["portail.E002"]
    settings.SIGNATURE_CLE = str(tmp_path / "cle.pem")
    assert [message.id for message in checks.cle_de_signature(None)] == ["portail.E003"]
    (tmp_path / "cle.pem").write_text(autosignee("Essai"))
    assert checks.cle_de_signature(None) == []


@pytest.mark.parametrize(("antivirus", "production", "avis"), [
    ("off", True, ["portail.W004"]), ("off", False, []), ("clamd://127.0.0.1:3310", True, []),
])  # fmt: skip
def test_la_production_sans_antivirus_le_dit(
    settings: Settings, antivirus: str, avis: list[str], *, production: bool
) -> None:
    settings.ANTIVIRUS, settings.PRODUCTION = antivirus, production
    assert [message.id for message in checks.antivirus(None)] == avis
