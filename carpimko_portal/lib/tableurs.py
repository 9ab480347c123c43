"""What people take to their spreadsheets: texts that none of them runs, and the headers of a file to save."""

from carpimko_portal.lib.textes import lisible

# What makes a spreadsheet compute a cell, full-width look-alikes included.
_MENACES = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def neutraliser(texte: str) -> str:
    """A text that comes from people, quoted when a spreadsheet would run it."""
    return f"'{texte}" if texte.startswith(_MENACES) else texte


def cellule(texte: str) -> str:
    """The same on one line, without what would change its reading unseen."""
    return neutraliser(lisible(texte))


def entetes_de_fichier(nom: str) -> dict[str, str]:
    """Of a file that is saved under `nom` (ASCII), never run nor kept on the way."""
    return {
        "Content-Disposition": f'attachment; filename="{nom}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
