"""What one person does in one browser window, and all that must not happen meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

_PATIENCE = 30_000  # ms: what a machine may take when everything runs at once; what has come is not waited for
expect.set_options(timeout=_PATIENCE)
_DEBORDEMENT = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


@dataclass(frozen=True)
class Fenetre:
    """How the person looks at the portal."""

    largeur: int
    sombre: bool = False
    javascript: bool = True

    def __str__(self) -> str:
        return f"{self.largeur}px-{'sombre' if self.sombre else 'clair'}{'' if self.javascript else '-sans-js'}"


@dataclass
class Visite:
    """A page, the window it is in, and every word of complaint of the browser."""

    page: Page
    fenetre: Fenetre
    plaintes: list[str] = field(default_factory=list)

    def arriver(self, titre: str) -> None:
        """The page with this `h1` is there, and nothing is wrong with it."""
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(titre)
        self.page.wait_for_load_state()  # its words come before its style sheets
        if self.fenetre.javascript:
            fautes = [f"{v['id']}\u00a0: {_cibles(v)}" for v in Axe().run(self.page).response["violations"]]
            assert fautes == [], f"{self.page.url} : {fautes}"
            assert self.page.evaluate(_DEBORDEMENT) <= 0, f"{self.page.url} déborde en largeur"
        self.sans_plainte()

    def sans_plainte(self) -> None:
        assert self.plaintes == [], self.plaintes

    def aller(self, lien: str) -> None:
        self.page.get_by_role("link", name=lien, exact=True).first.click()

    def telecharger(self, lien: str, dossier: Path) -> bytes:
        """What the browser saves when the link is followed."""
        with self.page.expect_download() as attente:
            self.page.get_by_role("link", name=lien).click()
        chemin = dossier / attente.value.suggested_filename
        attente.value.save_as(chemin)
        return chemin.read_bytes()


@contextmanager
def visite(navigateur: Browser, adresse: str, fenetre: Fenetre) -> Iterator[Visite]:
    """A new window, with no memory, on the server at `adresse`."""
    contexte = navigateur.new_context(
        base_url=adresse,
        locale="fr-FR",
        viewport={"width": fenetre.largeur, "height": 800},
        color_scheme="dark" if fenetre.sombre else "light",
        java_script_enabled=fenetre.javascript,
        accept_downloads=True,
    )
    contexte.set_default_timeout(_PATIENCE)
    page = contexte.new_page()
    moi = Visite(page, fenetre)
    page.on("console", lambda m: moi.plaintes.append(m.text) if m.type in {"error", "warning"} else None)
    page.on("pageerror", lambda erreur: moi.plaintes.append(str(erreur)))
    page.on("response", lambda r: moi.plaintes.append(f"{r.status} {r.url}") if r.status >= 400 else None)
    try:
        yield moi
    finally:
        contexte.close()


def _cibles(violation: dict[str, Any]) -> str:
    """Where it is, and what axe measured there."""
    dits = [(" ".join(map(str, n["target"])), *(c["message"] for c in n["any"])) for n in violation["nodes"][:4]]
    return ", ".join(" : ".join(dit) for dit in dits)
