"""The pages of the previews."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.envois.genres import codes
from demonstration.apercus import courriels, pdf
from demonstration.apercus.acces import en_developpement
from demonstration.courriels import Courriel
from documents.registry import TypeInconnu, type_du_code

_POLITIQUE = "default-src 'none'; frame-ancestors 'none'"


@en_developpement
def liste(request: HttpRequest) -> HttpResponse:
    """What can be looked at."""
    return render(request, "demonstration/apercus/liste.html", {"types": pdf.types(), "genres": codes()})


@en_developpement
def document(request: HttpRequest, code: str) -> HttpResponse:
    """A PDF; `?numero=` chooses the dossier."""
    try:
        octets = pdf.dessiner(type_du_code(code), numero=request.GET.get("numero", ""))
    except TypeInconnu as inconnu:
        raise Http404 from inconnu
    if octets is None:
        raise Http404
    entetes = {"Content-Security-Policy": _POLITIQUE, "Content-Disposition": f'inline; filename="{code}.pdf"'}
    return HttpResponse(octets, content_type="application/pdf", headers=entetes)


@en_developpement
def courriel(request: HttpRequest, code: str) -> HttpResponse:
    """A mail, both parts."""
    return render(request, "demonstration/apercus/courriel.html", {"courriel": _ou_404(code), "code": code})


@en_developpement
def style(request: HttpRequest, code: str) -> HttpResponse:
    """The style sheet of its HTML part."""
    return HttpResponse(_ou_404(code).style, content_type="text/css; charset=utf-8")


def _ou_404(code: str) -> Courriel:
    if trouve := courriels.apercu(code):
        return trouve
    raise Http404
