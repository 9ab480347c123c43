"""Error pages: what happened, what was kept, what to do, and the id that finds it in the logs."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader
from django.urls import reverse_lazy

from carpimko_portal.contexte import socle
from carpimko_portal.lib.dates import ecrire_attente
from carpimko_portal.lib.journaux import requete_courante
from carpimko_portal.lib.refus import Limite

# Words of the addresses of former portals, kept in people's bookmarks, and where the matter lives now.
_PISTES = (
    (("cotisation", "solde", "appel", "echeanc", "paiement", "payer"), "cotisations:solde", "Mes cotisations"),
    (("document", "attestation", "courrier"), "documents:liste", "Mes documents et attestations"),
    (("retraite", "points", "carriere"), "demander_ma_retraite", "Demander ma retraite"),
    (("simul",), "simulateur", "Simulateur de cotisations"),
    (("faq", "question", "aide"), "faq", "F.A.Q"),
    (("login", "connexion", "connect", "espace"), "accounts:connexion", "Connexion"),
)

# A wrong Host is refused inside the middleware that would have set the second one.
_ENTETES = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def _page(request: HttpRequest, statut: int, *, page: str = "", **contexte: object) -> HttpResponse:
    """Renders without the session, the user or the database: any of them may be what failed."""
    gabarit = loader.get_template(f"erreurs/{page or statut}.html")
    corps = gabarit.render({**socle(request), "requete": requete_courante.get(), **contexte})
    return HttpResponse(corps, status=statut, headers=_ENTETES)


def requete_invalide(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


def acces_refuse(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403, motif="droits")


def formulaire_expire(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form sent without a valid CSRF token: most often a page left open too long."""
    return _page(request, 403, motif="formulaire")


def introuvable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The same page for what does not exist and for what belongs to someone else."""
    chemin = request.path.lower()
    pistes = [(reverse_lazy(nom), titre) for mots, nom, titre in _PISTES if any(mot in chemin for mot in mots)]
    return _page(request, 404, pistes=pistes)


def methode_refusee(request: HttpRequest, reponse: HttpResponseBase) -> HttpResponse:
    page = _page(request, 405)
    page["Allow"] = reponse["Allow"]
    return page


def trop_de_demandes(request: HttpRequest, *, attente: int, limite: Limite) -> HttpResponse:
    """`attente`: seconds before another try makes sense; 0 when none ever does, and nothing is said of it."""
    dit = {"attente": ecrire_attente(attente), "franceconnect": settings.FRANCECONNECT_ACTIF}
    page = _page(request, 429, page=f"429/{limite.value}", **dit)
    if attente:
        page["Retry-After"] = str(attente)
    return page


def encombrement(request: HttpRequest, *, attente: int) -> HttpResponse:
    """Too many at once (503): nothing was tried, and the same request will do in `attente` seconds."""
    page = _page(request, 503, motif="encombrement")
    page["Retry-After"] = str(attente)
    return page


def trop_lourd(request: HttpRequest, *, maximum: int) -> HttpResponse:
    """A file larger than its page takes, in bytes (413): it was not read."""
    return _page(request, 413, maximum=maximum, chemin=request.path)


def panne(request: HttpRequest) -> HttpResponse:
    """A defect (500), unless the database did not answer: a bad moment (503)."""
    base_muette = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return indisponible(request) if base_muette else _page(request, 500)


def indisponible(request: HttpRequest) -> HttpResponse:
    page = _page(request, 503, motif="")
    page["Retry-After"] = str(settings.REPRISE_SECONDES)
    return page
