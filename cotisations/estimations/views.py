"""« Anticiper une baisse ou une hausse de revenus »: nothing is written before it is confirmed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.acces import RequeteMembre, ecriture, formulaire, lecture
from carpimko_portal.lib.montants import en_centimes
from cotisations.estimations import services
from cotisations.estimations.apercu import apercu
from cotisations.estimations.forms import EstimationForm
from cotisations.estimations.selectors import (
    FicheEstimation,
    derniere_estimation,
    estimation_du_dossier,
    fiche_de_l_estimation,
)


@formulaire
def estimer(request: RequeteMembre) -> HttpResponse:
    """Asks for the income; sent, shows what it would change. Writes nothing."""
    if not request.dossier.cotise:
        return render(request, "cotisations/estimations/sans_cotisation.html")
    annee = timezone.localdate().year
    form = EstimationForm(annee, request.POST if request.method == "POST" else None)
    contexte = {"form": form, "annee": annee, "estimation": derniere_estimation(request.dossier)}
    if request.method == "POST" and form.is_valid():
        contexte["apercu"] = apercu(request.dossier, annee=annee, assiette=form.assiette)
        return render(request, "cotisations/estimations/apercu.html", contexte)
    return render(request, "cotisations/estimations/estimer.html", contexte)


@ecriture
def confirmer(request: RequeteMembre) -> HttpResponseBase:
    """Deposits what the preview showed; sent twice, it leads to the same accusé."""
    form = EstimationForm(timezone.localdate().year, request.POST)
    if not form.is_valid():
        messages.error(request, "Ce montant n’a pas été compris : rien n’a été transmis. Écrivez-le de nouveau.")
        return redirect("cotisations:estimer")
    try:
        estimation = services.deposer_estimation(
            dossier=request.dossier,
            annee=form.annee,
            assiette_centimes=en_centimes(str(form.assiette)),
            est_deficit=form.cleaned_data["deficit"],
            par=request.user,
        )
    except services.EstimationEnCours as attente:
        messages.error(request, str(attente))
        return redirect("cotisations:estimation", attente.estimation.public_id)
    except services.EstimationRefusee as refus:
        messages.error(request, str(refus))
        return redirect("cotisations:estimer")
    return redirect("cotisations:estimation", estimation.public_id)


@lecture
def accuse(request: RequeteMembre, public_id: UUID) -> HttpResponse:
    """The accusé de réception, and where the estimate is."""
    return render(request, "cotisations/estimations/accuse.html", {"estimation": _fiche(request, public_id)})


@formulaire
def annuler(request: RequeteMembre, public_id: UUID) -> HttpResponseBase:
    """Says what follows, then takes the estimate back."""
    fiche, estimation = _fiche(request, public_id), estimation_du_dossier(request.dossier, public_id)
    if request.method == "POST" and estimation:
        try:
            services.annuler_estimation(estimation=estimation, par=request.user)
            messages.success(request, "Votre estimation est annulée : vos cotisations ne changent pas.")
        except services.EstimationRefusee as refus:
            messages.error(request, str(refus))
        return redirect("cotisations:estimation", public_id)
    return render(request, "cotisations/estimations/annuler.html", {"estimation": fiche})


def _fiche(request: RequeteMembre, public_id: UUID) -> FicheEstimation:
    fiche = fiche_de_l_estimation(request.dossier, public_id)
    if fiche is None:
        raise Http404
    return fiche
