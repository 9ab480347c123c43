"""docs/securite/conservation.md says what the registry does, no more and no less."""

import re
from pathlib import Path

from django.conf import settings

from accounts.retention import purges
from tests.accounts.test_limites_documentees import dire

PAGE = (Path(settings.BASE_DIR) / "docs" / "securite" / "conservation.md").read_text()
LIGNE = re.compile(r"^\| `([a-z-]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def test_le_tableau_est_celui_du_registre() -> None:
    ecrit = [(code, duree) for code, _, duree, _, _ in LIGNE.findall(PAGE)]
    assert ecrit == [(purge.code, dire(purge.duree) or "0") for purge in purges()]
