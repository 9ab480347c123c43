"""Pages about the secret address, for the titulaire alone: it outlives whoever is only allowed in for a time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.acces import RequeteMembre, formulaire
from accounts.securite.views import du_titulaire
from cotisations.calendrier import services
from cotisations.calendrier.forms import AbonnementForm, AbonnementVuForm
from cotisations.calendrier.selectors import abonnement_en_cours

_CHANGE = "Votre adresse secrète a changé depuis que cette page est ouverte. Voici où elle en est."


@formulaire
@du_titulaire
def calendrier(request: RequeteMembre) -> HttpResponse:
    """Whether there is an address; makes the first one, and shows it this once."""
    abonnement = abonnement_en_cours(request.dossier)
    form = AbonnementForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            adresse = services.creer_abonnement(
                dossier=request.dossier, avec_montants=form.cleaned_data["avec_montants"], par=request.user
            )
        except services.AbonnementDejaOuvert:
            messages.warning(request, "Vous avez déjà une adresse secrète. Si vous l’avez perdue, remplacez-la.")
            return redirect("cotisations:calendrier")
        return _montrer(request, adresse)
    return render(request, "cotisations/calendrier/calendrier.html", {"form": form, "abonnement": abonnement})


@formulaire
@du_titulaire
def remplacer(request: RequeteMembre) -> HttpResponse:
    """Another address, shown this once; the one before stops working."""
    abonnement = abonnement_en_cours(request.dossier)
    if abonnement is None:
        return redirect("cotisations:calendrier")
    choix = "oui" if abonnement.avec_montants else "non"
    form = AbonnementForm(request.POST if request.method == "POST" else None, initial={"avec_montants": choix})
    vu = AbonnementVuForm(request.POST if request.method == "POST" else None)
    if vu.is_valid() and form.is_valid():
        try:
            adresse = services.remplacer_abonnement(
                dossier=request.dossier, par=request.user, **form.cleaned_data, **vu.cleaned_data
            )
        except services.AbonnementChange:
            return _change(request)
        return _montrer(request, adresse)
    return render(request, "cotisations/calendrier/remplacer.html", {"form": form, "abonnement": abonnement})


@formulaire
@du_titulaire
def revoquer(request: RequeteMembre) -> HttpResponse:
    """No address any more."""
    abonnement = abonnement_en_cours(request.dossier)
    if abonnement is None:
        return redirect("cotisations:calendrier")
    vu = AbonnementVuForm(request.POST if request.method == "POST" else None)
    if vu.is_valid():
        try:
            services.revoquer_abonnement(dossier=request.dossier, par=request.user, **vu.cleaned_data)
        except services.AbonnementChange:
            return _change(request)
        messages.success(request, "L’adresse secrète ne fonctionne plus. Vous pouvez en créer une autre.")
        return redirect("cotisations:calendrier")
    return render(request, "cotisations/calendrier/revoquer.html", {"abonnement": abonnement})


def _montrer(request: RequeteMembre, adresse: str) -> HttpResponse:
    """No redirection: the address would have to be kept somewhere meanwhile."""
    agenda = adresse.replace("https://", "webcal://", 1).replace("http://", "webcal://", 1)
    return render(request, "cotisations/calendrier/adresse.html", {"adresse": adresse, "agenda": agenda})


def _change(request: RequeteMembre) -> HttpResponse:
    messages.warning(request, _CHANGE)
    return redirect("cotisations:calendrier")
