"""Public pages that say things and ask nothing."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def page(request: HttpRequest, gabarit: str) -> HttpResponse:
    return render(request, f"pages/{gabarit}.html")


def _page(chemin: str, nom: str) -> URLPattern:
    return path(chemin, page, {"gabarit": nom}, name=nom)


urlpatterns = [
    _page("", "accueil"),
    _page("faq/", "faq"),
    _page("demander-ma-retraite/", "demander_ma_retraite"),
    _page("franceconnect/presentation/", "franceconnect"),
    _page("mentions-legales/", "mentions_legales"),
    _page("donnees-personnelles/", "donnees_personnelles"),
    _page("cookies/", "cookies"),
    _page("accessibilite/", "accessibilite"),
    _page("plan-du-site/", "plan_du_site"),
]
