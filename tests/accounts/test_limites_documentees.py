"""docs/securite/limites.md says what the code does, no more and no less."""

import re
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from accounts import hachage
from accounts.appareils import DUREE
from accounts.limites import SEAUX, seaux

PAGE = (Path(settings.BASE_DIR) / "docs" / "securite" / "limites.md").read_text()
LIGNE = re.compile(r"^\| `([a-z-]+)` \| [^|]+ \| (\d+) \| ([^|]+) \|([^|]*)\|$", re.MULTILINE)


def dire(duree: timedelta | None) -> str:
    """`3 min`, `7 d 12 h`."""
    reste, mots = int(duree.total_seconds()) if duree else 0, []
    for unite, secondes in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        nombre, reste = divmod(reste, secondes)
        mots += [f"{nombre} {unite}"] if nombre else []
    return " ".join(mots)


def test_le_tableau_est_celui_du_code() -> None:
    ecrit = [
        (nom, int(rafale), recharge.strip(), memoire.strip()) for nom, rafale, recharge, memoire in LIGNE.findall(PAGE)
    ]
    assert ecrit == [(seau.nom, seau.rafale, dire(seau.recharge), dire(seau.memoire)) for seau in SEAUX]


def test_les_autres_nombres_aussi() -> None:
    texte = " ".join(PAGE.split())
    for phrase in (
        f"at least {seaux.ALARME_PLANCHER} ",
        f"{seaux.ALARME_FACTEUR} times the median of the same hour over the last {seaux.ALARME_JOURS} days",
        f"{DUREE.days} days",
        f"waits {hachage.PATIENCE:g} seconds",
    ):
        assert phrase in texte, phrase
