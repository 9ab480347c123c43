"""The public page of the simulator, and its PDF."""

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.limites import Prise, consommer, seaux
from accounts.limites.connexion import adresse_de
from carpimko_portal.lib.adresses import poste
from carpimko_portal.lib.caisse import caisse
from carpimko_portal.lib.pdf import PdfIndisponible, pdf_disponible, render_pdf
from cotisations.calcul import annees_connues
from cotisations.simulateur.depart import Depart, depart_du_dossier
from cotisations.simulateur.forms import SimulationForm
from cotisations.simulateur.resultat import Page, mettre_en_page

_journaux = logging.getLogger(__name__)
_GABARIT_PDF = "pdf/simulation/v1.html"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def simulateur(request: HttpRequest) -> HttpResponse:
    """The form; with an address that says a situation, its cotisations. POST to that address: the PDF."""
    form, depart = _formulaire(request)
    page = mettre_en_page(form.simulations) if form.is_bound and form.is_valid() else None
    if request.method == "POST" and page and (pdf := _pdf(request, form, page)):
        return pdf
    contexte = {
        "form": form,
        "page": page,
        "profession": _profession(form),
        "lien_permanent": form.adresse() if page else "",
        "pdf_disponible": pdf_disponible(),
        "est_prerempli": "profession" in depart.valeurs,
        "annee_du_revenu": depart.annee_du_revenu,
    }
    return render(request, "cotisations/simulateur.html", contexte)


def _formulaire(request: HttpRequest) -> tuple[SimulationForm, Depart]:
    """Bound to what the address says, the same for everyone; else filled with what a member's dossier says."""
    defauts: dict[str, Any] = {"annee": str(annees_connues()[-1]), "nature": "assiette", "conventionne": "oui"}
    if request.GET.keys() & SimulationForm.base_fields.keys():
        return SimulationForm({**defauts, **request.GET.dict()}), Depart()
    acces = getattr(request, "acces", None)
    depart = depart_du_dossier(acces.dossier) if acces else Depart()
    return SimulationForm(initial=defauts | depart.valeurs), depart


def _profession(form: SimulationForm) -> str:
    nom = form.cleaned_data.get("profession", "") if form.is_bound else ""
    return str(dict(form.fields["profession"].choices).get(nom, "")) if nom else ""  # type: ignore[attr-defined]


def _pdf(request: HttpRequest, form: SimulationForm, page: Page) -> HttpResponse | None:
    """The simulation on paper. It costs a second of processor to whoever asks: so many for each address."""
    consommer([Prise(seaux.SIMULATEUR_PDF, poste(adresse_de(request)))])
    simulation = page.resultat.simulation
    contexte = {"page": page, "profession": _profession(form), "caisse": caisse()}
    contexte["adresse"] = request.build_absolute_uri(f"{request.path}?{form.adresse()}")
    try:
        rendu = render_pdf(
            _GABARIT_PDF,
            contexte,
            titre=f"Simulation de cotisations {simulation.annee}",
            date_document=timezone.localdate(),
        )
    except PdfIndisponible as panne:
        _journaux.warning("%s", panne)
        messages.error(request, "Les PDF sont momentanément indisponibles. Vous pouvez imprimer cette page.")
        return None
    nom = f"simulation-cotisations-{simulation.annee}.pdf"
    return HttpResponse(
        rendu.octets,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{nom}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, no-store",
        },
    )
