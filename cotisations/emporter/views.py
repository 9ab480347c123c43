"""« Emporter »: the account as files."""

from collections.abc import Callable

from django.http import FileResponse, Http404, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.acces import RequeteMembre, lecture
from carpimko_portal.lib.pdf import pdf_disponible
from carpimko_portal.lib.tableurs import entetes_de_fichier
from cotisations.emporter.forms import FORMATS, ReleveForm
from cotisations.emporter.releve import Releve, annees_de_cotisation, releve
from cotisations.emporter.tableurs import FORMES_DE_DATE, csv_du_releve, xlsx_du_releve
from cotisations.justificatifs.lectures import annees_du_compte as annees_civiles
from cotisations.justificatifs.recapitulatif import RECAPITULATIF

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@lecture
def emporter(request: RequeteMembre) -> HttpResponseBase:
    """What can be taken away; with an address that says a format, the file itself."""
    format_demande = request.GET.get("format", "")
    form = ReleveForm(annees_de_cotisation(request.dossier), request.GET if request.GET else None)
    if format_demande and format_demande not in _FICHIERS:
        raise Http404
    if format_demande and form.is_valid():
        lu = releve(request.dossier, form.periode())
        return _FICHIERS[format_demande](request, form, lu)
    contexte = {
        "form": form,
        "formats": FORMATS,
        "annees": annees_civiles(request.dossier),
        "annee_en_cours": timezone.localdate().year,
        "recapitulatif": RECAPITULATIF,
        "pdf_disponible": pdf_disponible(),
    }
    return render(request, "cotisations/emporter/emporter.html", contexte)


def _csv(request: RequeteMembre, form: ReleveForm, lu: Releve) -> HttpResponseBase:
    morceaux = csv_du_releve(lu, forme_de_date=FORMES_DE_DATE[form.cleaned_data["dates"] or "fr"])
    entetes = entetes_de_fichier(_nom(request, lu, "csv"))
    return StreamingHttpResponse(morceaux, content_type="text/csv; charset=utf-8", headers=entetes)


def _xlsx(request: RequeteMembre, form: ReleveForm, lu: Releve) -> HttpResponseBase:
    dossier = request.dossier
    titulaire = f"Compte de cotisations de {dossier.prenom} {dossier.nom}, dossier {dossier.numero}."
    fichier = xlsx_du_releve(lu, titulaire=titulaire)
    return FileResponse(fichier, content_type=_XLSX, headers=entetes_de_fichier(_nom(request, lu, "xlsx")))


def _nom(request: RequeteMembre, lu: Releve, extension: str) -> str:
    """`2026-11-22_releve-cotisations_1234567.csv`: sorts by day, and tells two clients of an accountant apart."""
    return f"{lu.le.isoformat()}_releve-cotisations_{request.dossier.numero}.{extension}"


_FICHIERS: dict[str, Callable[[RequeteMembre, ReleveForm, Releve], HttpResponseBase]] = {"csv": _csv, "xlsx": _xlsx}
