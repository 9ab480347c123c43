"""Countries by their French name."""

from functools import cache


def nom_du_pays(code: str) -> str:
    """`Belgique` for `BE` (ISO 3166-1); the code itself when it names no country."""
    return _noms().get(code, code)


@cache
def _noms() -> dict[str, str]:
    """Loaded at the first address abroad: few processes ever meet one."""
    from babel import Locale

    return dict(Locale("fr").territories)
