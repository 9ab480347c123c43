"""Pages about what is owed, and why."""

from functools import partial
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.acces import RequeteMembre, lecture
from carpimko_portal.lib.pdf import pdf_disponible
from cotisations import selectors
from cotisations.espace.alertes import alerte
from cotisations.espace.appels import appels_du_dossier, page_de_l_appel
from cotisations.espace.cumuls import cumuls
from cotisations.espace.historique import ecriture_du_dossier
from cotisations.espace.historique import historique as lire_historique
from cotisations.espace.solde import page_du_solde
from cotisations.estimations.selectors import derniere_estimation
from cotisations.forms import FiltreHistorique
from cotisations.justificatifs.appel import APPEL_DE_COTISATIONS
from cotisations.prelevements.en_route import annonce_du


@lecture
def solde(request: RequeteMembre) -> HttpResponse:
    """What is owed today; then by year, by régime, and the last movements."""
    contexte = {
        "compte": page_du_solde(request.dossier),
        "estimation": derniere_estimation(request.dossier),
    }
    return render(request, "cotisations/solde.html", contexte)


@lecture
def echeancier(request: RequeteMembre) -> HttpResponse:
    """What falls due when, year by year, and which call asked it. `?toutes`: past and settled years too."""
    situation = selectors.situation(request.dossier)
    toutes = selectors.echeancier_par_annee(situation)
    annees = toutes if "toutes" in request.GET else selectors.annees_utiles(toutes, situation.aujourdhui)
    contexte = {
        "situation": situation,
        "alerte": alerte(situation, partial(annonce_du, request.dossier)),
        "annees": annees,
        "nombre_cachees": len(toutes) - len(annees),
        "appels": {appel.annee for appel in appels_du_dossier(request.dossier)},
    }
    return render(request, "cotisations/echeancier.html", contexte)


@lecture
def historique(request: RequeteMembre) -> HttpResponse:
    """Every écriture of all years, found by year and nature."""
    lus = cumuls(request.dossier)
    filtre = FiltreHistorique(lus, request.GET)
    recherche = filtre.recherche()
    contexte = {
        "filtre": filtre,
        "recherche": recherche,
        "total": lus.nombre(annee=None, nature=None),
        "liste": lire_historique(request.dossier, lus, recherche, page=request.GET.get("page")),
    }
    return render(request, "cotisations/historique.html", contexte)


@lecture
def ecriture(request: RequeteMembre, public_id: UUID) -> HttpResponse:
    """One écriture, and where it comes from."""
    fiche = ecriture_du_dossier(request.dossier, public_id)
    if fiche is None:
        raise Http404
    return render(request, "cotisations/ecriture.html", {"fiche": fiche})


@lecture
def appels(request: RequeteMembre) -> HttpResponse:
    """The calls in force, latest year first."""
    return render(request, "cotisations/appels/liste.html", {"appels": appels_du_dossier(request.dossier)})


@lecture
def appel(request: RequeteMembre, annee: int) -> HttpResponse:
    """The call of a year, line by line, and why it is not the one before."""
    page = page_de_l_appel(request.dossier, annee)
    if page is None:
        raise Http404
    contexte = {"page": page, "type_document": APPEL_DE_COTISATIONS.code, "pdf_disponible": pdf_disponible()}
    return render(request, "cotisations/appels/appel.html", contexte)
