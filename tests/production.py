"""An environment complete enough for production to start, with fictitious values.

`python -m tests.production manage.py …` runs a Python command in it.
"""

import atexit
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from carpimko_portal.lib.pdf.cles import autosignee

IMPOSEES = {
    "MODE": "production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "CLE_JOURNAL": secrets.token_urlsafe(64),
    "CLE_LEURRES": secrets.token_urlsafe(64),
    "CLES_COFFRE": secrets.token_urlsafe(64),
    "DATABASE_URL": "postgresql://portail@127.0.0.1:5432/portail",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "COURRIEL_EXPEDITEUR": "ne-pas-repondre@essai.example",
    "SMTP_HOTE": "smtp.caisse.example",
    "ALLOWED_HOSTS": "portail.caisse.example",
    "CAISSE_NOM": "Caisse fictive",
    "CAISSE_ADRESSE": "2 rue de l’Essai|00000 Ville-Fictive",
    "CAISSE_TELEPHONE": "01 99 00 00 01",
    "CAISSE_COURRIEL": "bonjour@caisse.example",
    "CAISSE_SITE": "https://www.essai.example",
    "CAISSE_DPO": "dpo@essai.example",
    "CAISSE_DIRECTEUR_PUBLICATION": "Dominique Essai",
    "CAISSE_HEBERGEUR": "Hébergeur d’essai",
    "CAISSE_IBAN": "FR7600000000000000000000194",
    "CAISSE_BIC": "ESSAFRPPXXX",
    "CAISSE_ICS": "FR49ZZZ000001",
    "ADRESSE_PUBLIQUE": "https://portail.essai.example",
}


@cache
def cle_de_signature() -> str:
    """Path of a signing key made for this run."""
    repertoire = Path(tempfile.mkdtemp(prefix="portail-cle-"))
    atexit.register(shutil.rmtree, repertoire, ignore_errors=True)
    (repertoire / "cle.pem").write_text(autosignee("Caisse fictive"))
    return str(repertoire / "cle.pem")


def environnement(**autres: str | None) -> dict[str, str]:
    """The environment of a production process; `NOM=None` removes a key."""
    systeme = {nom: os.environ[nom] for nom in ("PATH", "HOME", "LANG", "TMPDIR") if nom in os.environ}
    choisies = {"SIGNATURE_CLE": cle_de_signature(), "ANTIVIRUS": "clamd://127.0.0.1:3310"}
    demande = {**systeme, "PYTHONWARNINGS": "error", **choisies, **IMPOSEES, **autres}
    return {nom: valeur for nom, valeur in demande.items() if valeur is not None}


def executer(*arguments: str, **autres: str | None) -> subprocess.CompletedProcess[str]:
    """Runs Python with `arguments` and captures what it says."""
    return subprocess.run(
        [sys.executable, *arguments], env=environnement(**autres), capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(subprocess.run([sys.executable, *sys.argv[1:]], env=environnement(), check=False).returncode)
