"""The page that says how to pay by virement."""

from django.http import HttpResponse
from django.shortcuts import render

from accounts.acces import RequeteMembre, lecture
from cotisations.paiements.a_payer import a_payer
from cotisations.virement import selectors
from cotisations.virement.forms import MontantVirementForm


@lecture
def virement(request: RequeteMembre) -> HttpResponse:
    """The account, the reference, and a code for the amount that was chosen. Nothing is written."""
    form = MontantVirementForm(selectors.a_payer_par_virement(request.dossier), request.GET)
    contexte = {
        "form": form,
        "virement": selectors.virement(request.dossier, centimes=form.centimes()),
        "dettes": a_payer(request.dossier),
    }
    return render(request, "cotisations/virement.html", contexte)
