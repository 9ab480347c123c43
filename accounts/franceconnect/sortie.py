"""Leaving FranceConnect: on a shared computer, whoever comes next must not be let in by its open session."""

import secrets
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.crypto import constant_time_compare

from accounts.franceconnect.authentification import adresse_de_fin, adresse_de_sortie

_ETAT = "franceconnect_retour_de_sortie"


def vers_la_sortie(request: HttpRequest, id_token: str) -> HttpResponseRedirect:
    """To FranceConnect's own logout, once the session is closed here: what follows belongs to the next one."""
    state = secrets.token_urlsafe(32)
    request.session[_ETAT] = state
    parametres = {"id_token_hint": id_token, "post_logout_redirect_uri": adresse_de_sortie(request), "state": state}
    return HttpResponseRedirect(f"{adresse_de_fin()}?{urlencode(parametres)}")


def sortie_confirmee(request: HttpRequest) -> bool:
    """Whether this return answers to a departure of this browser; once."""
    attendu = str(request.session.get(_ETAT, ""))
    if not attendu or not constant_time_compare(attendu, request.GET.get("state", "")):
        return False
    del request.session[_ETAT]
    return True
