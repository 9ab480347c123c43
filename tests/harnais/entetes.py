"""Headers that every answer carries."""

from collections.abc import Iterator

from django.http import HttpResponseBase

_OBLIGATOIRES = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def defauts(reponse: HttpResponseBase, *, privee: bool) -> Iterator[str]:
    """What is missing. `privee`: the answer belongs to a person, and nobody may keep it."""
    for nom, valeur in _OBLIGATOIRES.items():
        if reponse.get(nom) != valeur:
            yield f"en-tête {nom} : {reponse.get(nom)!r} au lieu de {valeur!r}"
    politique = reponse.get("Content-Security-Policy", "")
    if "default-src 'none'" not in politique or "unsafe" in politique:
        yield f"Content-Security-Policy trop faible : {politique!r}"
    if not reponse.get("Permissions-Policy"):
        yield "pas de Permissions-Policy"
    if not reponse.get("X-Request-ID"):
        yield "pas de X-Request-ID"
    if privee and "no-store" not in reponse.get("Cache-Control", ""):
        yield f"page privée gardée : Cache-Control = {reponse.get('Cache-Control')!r}"
