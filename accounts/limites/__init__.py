"""Limits: how often something may be tried. See docs/securite/limites.md."""

from accounts.limites.gcra import Charge, Prise, consommer, purger_niveaux, vider
from accounts.limites.seaux import SEAUX, Seau

__all__ = ["SEAUX", "Charge", "Prise", "Seau", "consommer", "purger_niveaux", "vider"]
