"""The page of the preferences, for the titulaire of the dossier."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from accounts.acces import RequeteMembre, formulaire
from accounts.securite.views import du_titulaire
from cotisations.preferences import services
from cotisations.preferences.forms import PreferencesForm, valeurs_de
from cotisations.preferences.selectors import preferences


@formulaire
@du_titulaire
def choisir(request: RequeteMembre) -> HttpResponse:
    """How often to pay, and what to be told by e-mail."""
    actuelles = preferences(request.dossier)
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=valeurs_de(actuelles))
    if form.is_valid():
        services.choisir_preferences(dossier=request.dossier, par=request.user, **form.cleaned_data)
        messages.success(request, "Vos préférences sont enregistrées.")
        return redirect("cotisations:preferences")
    return render(request, "cotisations/preferences/preferences.html", {"form": form})
