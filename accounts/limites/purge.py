"""Nothing is remembered longer than it serves."""

from accounts.limites.alarme import purger_essais
from accounts.limites.gcra import purger_niveaux


def purger_limites() -> int:
    """Removes buckets that are full again and hours that the alarm no longer looks at; returns how many rows."""
    return purger_niveaux() + purger_essais()
