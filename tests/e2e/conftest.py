"""A real browser in front of a real server."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

_PROGRAMMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# The browser talks to the portal and to nobody else. /dev/shm is small in containers.
_OPTIONS = [
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
    "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
]  # fmt: skip


def chemin_du_navigateur() -> str:
    trouve = next((chemin for nom in _PROGRAMMES if (chemin := shutil.which(nom))), None)
    trouve = trouve or next((chemin for chemin in _MACOS if os.access(chemin, os.X_OK)), None)
    assert trouve, "Chromium manque : lancez bin/setup --test"
    return trouve


@pytest.fixture(scope="module")
def navigateur() -> Iterator[Browser]:
    options = [*_OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]  # Chromium has no sandbox for root
    with pytest.MonkeyPatch.context() as environnement, sync_playwright() as playwright:
        # Playwright keeps an event loop running in this thread, where nothing is asynchronous.
        environnement.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=chemin_du_navigateur(), args=options)
        yield chromium
        chromium.close()
