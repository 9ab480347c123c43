"""The public pages where a third party checks a document.

GET looks at nothing: the QR code leads to a page with one button, so that the counts are of people, not of the
previews and scanners that open links.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from carpimko_portal.lib.symboles import presenter
from documents import codes, verification
from documents.forms import CodeForm, FichierForm

_METHODES = ["GET", "HEAD", "POST"]


@login_not_required
@never_cache
@require_http_methods(_METHODES)
def accueil(request: HttpRequest) -> HttpResponse:
    """Type the code of a document; the answer is on the page that POST returns, and nowhere else."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        constat = verification.verifier_code(request, saisie=form.cleaned_data["code"])
        return render(request, "documents/verification/constat.html", {"constat": constat, "par_fichier": False})
    return render(request, "documents/verification/accueil.html", {"form": form})


@login_not_required
@never_cache
@require_safe
def code(request: HttpRequest, saisie: str) -> HttpResponse:
    """Where the QR code leads: the code is there, one button checks it. No code is looked up here."""
    lu = codes.normaliser(saisie)
    form = CodeForm(initial={"code": presenter(lu)} if lu else None)
    return render(request, "documents/verification/code.html", {"form": form, "lu": bool(lu)})


@login_not_required
@never_cache
@require_http_methods(_METHODES)
def fichier(request: HttpRequest) -> HttpResponse:
    """Compare a file with what was issued. It is read in memory and forgotten."""
    envoye = request.method == "POST"
    form = FichierForm(request.POST, request.FILES) if envoye else FichierForm()
    if envoye and form.is_valid():
        octets = form.cleaned_data["fichier"].read()
        constat = verification.verifier_fichier(request, octets=octets)
        return render(request, "documents/verification/constat.html", {"constat": constat, "par_fichier": True})
    return render(request, "documents/verification/fichier.html", {"form": form})


fichier.accepte_un_fichier = True  # type: ignore[attr-defined] # see EntreesStrictes
