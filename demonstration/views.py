"""Pages that exist in the demonstration only."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from demonstration.acces import demonstration_seulement
from demonstration.courriels import GARDES, Courriel, courriel, courriels


@demonstration_seulement
@require_safe
def boite(request: HttpRequest) -> HttpResponse:
    """Every mail the portal would have sent, newest first."""
    return render(request, "demonstration/courriels.html", {"courriels": courriels(), "gardes": GARDES})


@demonstration_seulement
@require_safe
def message(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One mail: its text part and its HTML part."""
    return render(request, "demonstration/courriel.html", {"courriel": _ou_404(public_id)})


@demonstration_seulement
@require_safe
def style(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The style sheet of the HTML part of one mail."""
    return HttpResponse(_ou_404(public_id).style, content_type="text/css; charset=utf-8")


def _ou_404(public_id: uuid.UUID) -> Courriel:
    if trouve := courriel(public_id):
        return trouve
    raise Http404
