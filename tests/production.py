"""An environment complete enough for production to start, with fictitious values.

`python -m tests.production manage.py …` runs a Python command in it.
"""

import os
import secrets
import subprocess
import sys

IMPOSEES = {
    "MODE": "production",
    "SECRET_KEY": secrets.token_urlsafe(64),
    "CLE_JOURNAL": secrets.token_urlsafe(64),
    "DATABASE_URL": "postgresql://portail@127.0.0.1:5432/portail",
    "REDIS_URL": "redis://127.0.0.1:6379/0",
    "COURRIEL_EXPEDITEUR": "ne-pas-repondre@caisse.example",
    "SMTP_HOTE": "smtp.caisse.example",
    "ALLOWED_HOSTS": "portail.caisse.example",
    "CAISSE_NOM": "Caisse fictive",
    "CAISSE_ADRESSE": "1 rue de l’Exemple|00000 Ville-Fictive",
    "CAISSE_TELEPHONE": "01 99 00 00 00",
    "CAISSE_COURRIEL": "contact@caisse.example",
    "CAISSE_SITE": "https://www.caisse.example",
    "CAISSE_DPO": "dpo@caisse.example",
    "CAISSE_DIRECTEUR_PUBLICATION": "Camille Fictive",
    "CAISSE_HEBERGEUR": "Hébergeur Fictif",
    "CAISSE_IBAN": "FR7600000000000000000000097",
    "CAISSE_ICS": "FR00ZZZ000000",
}


def environnement(**autres: str | None) -> dict[str, str]:
    """The environment of a production process; `NOM=None` removes a key."""
    systeme = {nom: os.environ[nom] for nom in ("PATH", "HOME", "LANG", "TMPDIR") if nom in os.environ}
    demande = {**systeme, "PYTHONWARNINGS": "error", **IMPOSEES, **autres}
    return {nom: valeur for nom, valeur in demande.items() if valeur is not None}


def executer(*arguments: str, **autres: str | None) -> subprocess.CompletedProcess[str]:
    """Runs Python with `arguments` and captures what it says."""
    return subprocess.run(
        [sys.executable, *arguments], env=environnement(**autres), capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(subprocess.run([sys.executable, *sys.argv[1:]], env=environnement(), check=False).returncode)
