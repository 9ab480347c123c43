"""Nothing is kept longer than it serves: what goes, when, and who says so (docs/securite/conservation.md)."""

from accounts.retention.registre import Purge, enregistrer, lignes, purges

__all__ = ["Purge", "enregistrer", "lignes", "purges"]
