"""Réglages: how the pages look to this browser. Kept in a cookie that holds nothing else."""

from dataclasses import asdict, dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

TEMOIN = "affichage"
_UN_AN = 365 * 24 * 3600
THEMES = [("auto", "Comme mon appareil"), ("clair", "Clair"), ("sombre", "Sombre")]
TAILLES = [("normale", "Normale"), ("grande", "Grande"), ("tres-grande", "Très grande")]


@dataclass(frozen=True)
class Reglages:
    """Values of the attributes `data-theme` and `data-taille` of the page."""

    theme: str = "auto"
    taille: str = "normale"


class ReglagesForm(forms.Form):
    theme = forms.ChoiceField(label="Couleurs", choices=THEMES, widget=forms.RadioSelect)
    taille = forms.ChoiceField(label="Taille du texte", choices=TAILLES, widget=forms.RadioSelect)


def lire_reglages(request: HttpRequest) -> Reglages:
    """The choices of this browser; anything unknown counts as the default."""
    theme, _, taille = request.COOKIES.get(TEMOIN, "").partition("|")
    return Reglages(
        theme=theme if theme in dict(THEMES) else Reglages.theme,
        taille=taille if taille in dict(TAILLES) else Reglages.taille,
    )


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def page_reglages(request: HttpRequest) -> HttpResponse:
    """Colours and size of text."""
    form = ReglagesForm(request.POST or None, initial=asdict(lire_reglages(request)))
    if not form.is_valid():
        return render(request, "pages/reglages.html", {"form": form})
    messages.success(request, "Vos réglages sont enregistrés sur cet appareil.")
    reponse = redirect("reglages")
    choix = f"{form.cleaned_data['theme']}|{form.cleaned_data['taille']}"
    reponse.set_cookie(TEMOIN, choix, max_age=_UN_AN, secure=request.is_secure(), httponly=True, samesite="Lax")
    return reponse
