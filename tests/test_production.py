"""Production starts complete or not at all, and has nothing of the demonstration."""

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.production import IMPOSEES, executer

RACINE = Path(__file__).resolve().parent.parent
LIRE = """
import json
import django
django.setup()
from django.conf import settings as s
from django.core.management import get_commands
from django.urls import get_resolver
noms = [nom for nom in dir(s) if nom.startswith(("DE", "SE", "CSRF", "CONTENT", "EMAIL", "INSTALLED"))]
lus = {nom: getattr(s, nom) for nom in noms}
lus |= {"commandes": list(get_commands()), "routes": [str(m.pattern) for m in get_resolver().url_patterns]}
print(json.dumps(lus, default=str))
"""
pytestmark = pytest.mark.une_fois
EXIGEES = sorted(set(IMPOSEES) - {"MODE"})


def demarrer(**autres: str | None) -> tuple[int, str]:
    """Exit code and error output of a production process that only reads its settings."""
    lance = executer("-c", "import carpimko_portal.settings", **autres)
    return lance.returncode, lance.stderr


@cache
def reglages(**autres: str) -> dict[str, Any]:
    """Settings, commands and routes of a production process."""
    lance = executer("-c", LIRE, DJANGO_SETTINGS_MODULE="carpimko_portal.settings", **autres)
    assert lance.returncode == 0, lance.stderr
    lus: dict[str, Any] = json.loads(lance.stdout)
    return lus


def fictive(nom: str) -> str:
    """The value that the demonstration gives to this key."""
    source = (RACINE / "carpimko_portal" / "settings.py").read_text()
    trouvee = re.search(rf'impose\("{nom}", "([^"]+)"\)', source)
    assert trouvee, nom
    return trouvee[1]


def test_les_verifications_de_production_passent() -> None:
    lance = executer("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert lance.returncode == 0, lance.stderr


def test_la_verification_de_production_voit_un_reglage_affaibli() -> None:
    lance = executer("manage.py", "check", "--deploy", "--fail-level", "WARNING", SECRET_KEY="a" * 60)
    assert lance.returncode == 1
    assert "security.W009" in lance.stderr


def test_la_production_refuse_les_pages_de_debogage() -> None:
    code, erreur = demarrer(DEBUG="true")
    assert code != 0
    assert "DEBUG" in erreur


def test_un_seul_message_nomme_tout_ce_qui_manque() -> None:
    code, erreur = demarrer(**dict.fromkeys(EXIGEES))
    assert code != 0
    dernier = erreur.strip().splitlines()[-1]
    assert [nom for nom in EXIGEES if nom not in dernier] == []


@pytest.mark.parametrize("nom", ["SECRET_KEY", "CLE_JOURNAL", "DATABASE_URL", "ALLOWED_HOSTS", "CAISSE_IBAN"])
@pytest.mark.parametrize("valeur", [None, "", "   "], ids=["absente", "vide", "blanche"])
def test_rien_d_impose_ne_peut_manquer(nom: str, valeur: str | None) -> None:
    code, erreur = demarrer(**{nom: valeur})
    assert code != 0
    assert nom in erreur


@pytest.mark.parametrize("nom", [nom for nom in EXIGEES if nom.startswith("CAISSE_")])
def test_la_production_refuse_les_valeurs_de_la_demonstration(nom: str) -> None:
    code, erreur = demarrer(**{nom: fictive(nom)})
    assert code != 0
    assert f"{nom}': ['is fictitious']" in erreur


def test_un_secret_trop_court_est_refuse() -> None:
    code, erreur = demarrer(SECRET_KEY="court")
    assert code != 0
    assert "SECRET_KEY" in erreur
    assert "court" not in erreur.replace("SECRET_KEY", "")


def test_un_secret_peut_venir_d_un_fichier(tmp_path: Path) -> None:
    (tmp_path / "cle").write_text("k" * 60 + "\n")
    code, erreur = demarrer(SECRET_KEY=None, SECRET_KEY_FILE=str(tmp_path / "cle"))
    assert code == 0, erreur


def test_un_mode_inconnu_est_refuse() -> None:
    code, erreur = demarrer(MODE="prod")
    assert code != 0
    assert "MODE" in erreur


def test_les_temoins_n_appartiennent_qu_a_l_hote_et_qu_a_https() -> None:
    lus = reglages()
    for temoin in ("SESSION", "CSRF"):
        assert str(lus[f"{temoin}_COOKIE_NAME"]).startswith("__Host-")
        assert lus[f"{temoin}_COOKIE_SECURE"] is True
        assert lus[f"{temoin}_COOKIE_DOMAIN"] is None
    assert lus["SESSION_COOKIE_PATH"] == "/"


def test_tout_passe_par_https() -> None:
    lus = reglages()
    assert lus["SECURE_SSL_REDIRECT"] is True
    assert lus["SECURE_HSTS_SECONDS"] == 63_072_000
    assert "upgrade-insecure-requests" in str(lus["CONTENT_SECURITY_POLICY"])
    assert lus["SECURE_PROXY_SSL_HEADER"] is None  # unless a proxy is declared


def test_rien_n_allume_la_demonstration_en_production() -> None:
    lus = reglages(DEMONSTRATION="true", DEMO="1")
    assert lus["DEMONSTRATION"] is False
    assert "demonstration" not in str(lus["INSTALLED_APPS"])
    assert {"preparer_demo", "comptes_demo"}.isdisjoint(lus["commandes"])
    assert "verifier_journal" in lus["commandes"]
    assert {"composants/", "demonstration/"}.isdisjoint(lus["routes"])
    assert lus["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert "espace/" in lus["routes"]


def test_env_example_dit_exactement_les_cles_lues() -> None:
    documentees = re.findall(r"^([A-Z_]+)=", (RACINE / ".env.example").read_text(), re.MULTILINE)
    assert sorted(documentees) == sorted(set(documentees))
    assert set(documentees) == _cles_lues()


def test_env_example_marque_ce_que_la_production_exige() -> None:
    exigees: set[str] = set()
    commentaire = ""
    for ligne in (RACINE / ".env.example").read_text().splitlines():
        if ligne.startswith("#"):
            commentaire = ligne if ligne.startswith("# *") or not commentaire else commentaire
        elif "=" in ligne:
            if commentaire.startswith("# *"):
                exigees.add(ligne.split("=")[0])
            commentaire = ""
    assert exigees == set(EXIGEES)


def _cles_lues() -> set[str]:
    """First argument of each `env.…("KEY")`, `secret("KEY")` and `impose("KEY")` of settings.py."""
    arbre = ast.parse((RACINE / "carpimko_portal" / "settings.py").read_text())
    appels = [noeud for noeud in ast.walk(arbre) if isinstance(noeud, ast.Call) and noeud.args]
    return {
        appel.args[0].value
        for appel in appels
        if isinstance(appel.args[0], ast.Constant)
        and isinstance(appel.args[0].value, str)
        and re.fullmatch(r"(env\.(str|bool|int)|secret|impose|liste)", ast.unparse(appel.func))
    }
