"""The portal's own settings, on scratch ground: each run of the tests has its own directory."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if "REPERTOIRE_DE_TEST" not in os.environ:  # the workers of pytest-xdist inherit it
    os.environ["REPERTOIRE_DE_TEST"] = tempfile.mkdtemp(prefix="portail-tests-")
    atexit.register(shutil.rmtree, os.environ["REPERTOIRE_DE_TEST"], ignore_errors=True)
_ICI = Path(os.environ["REPERTOIRE_DE_TEST"])

os.environ["MODE"] = "demonstration"  # whatever a developer's .env says
os.environ["REPERTOIRE_DONNEES"] = str(_ICI / "var")
os.environ["REPERTOIRE_STATIQUES"] = str(_ICI / "statiques")
os.environ["PLANCHER_REPONSE_MS"] = "0"  # the tests that need a floor set one
for _nom in ("statiques", "var/celery"):
    (_ICI / _nom).mkdir(parents=True, exist_ok=True)

from carpimko_portal.settings import *  # noqa: E402, F403 - the environment comes first, and settings are all of it
from carpimko_portal.settings import DATABASES, INSTALLED_APPS, STORAGES  # noqa: E402 - same cause

INSTALLED_APPS += ["zeal"]  # notices N+1 queries
ZEAL_ALLOWLIST = [{"model": "cotisations.AppelCotisation", "field": "get()"}]  # a document reads again what it says
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: threads and the live server get real connections, WAL and IMMEDIATE included.
    DATABASES["default"]["TEST"] = {"NAME": str(_ICI / "test.sqlite3")}
