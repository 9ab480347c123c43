"""Pages about what is owed."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.acces import RequeteMembre, lecture
from cotisations import selectors
from cotisations.forms import FiltreMouvements


@lecture
def solde(request: RequeteMembre) -> HttpResponse:
    """What is owed today, and every movement of the account."""
    annees = selectors.annees_du_compte(request.dossier)
    filtre = FiltreMouvements(annees, request.GET)
    contexte = {
        "situation": selectors.situation(request.dossier),
        "annees": annees,
        "filtre": filtre,
        "liste": selectors.mouvements(request.dossier, annee=filtre.annee_choisie(), page=request.GET.get("page")),
    }
    return render(request, "cotisations/solde.html", contexte)


@lecture
def echeancier(request: RequeteMembre) -> HttpResponse:
    """What falls due when, year by year."""
    situation = selectors.situation(request.dossier)
    contexte = {"situation": situation, "annees": selectors.echeancier_par_annee(situation)}
    return render(request, "cotisations/echeancier.html", contexte)
