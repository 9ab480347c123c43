"""Pages about documents."""

import logging
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from accounts.acces import RequeteMembre, ecriture, lecture
from carpimko_portal.lib.pdf import COMMANDE, PdfIndisponible, pdf_disponible
from documents import selectors, services
from documents.registry import TypeInconnu, type_du_code, types_proposes

_journaux = logging.getLogger(__name__)
_INDISPONIBLE = "Les PDF sont momentanément indisponibles. Rien n’a été perdu : réessayez dans quelques minutes."


@lecture
def liste(request: RequeteMembre) -> HttpResponse:
    """The attestations on offer, then every document of the dossier."""
    offres = types_proposes(request.dossier)
    contexte = {
        "offres": offres,
        "peut_demander": not all(offre.empechement for offre in offres),
        "page": selectors.documents_du_dossier(request.dossier, page=request.GET.get("page")),
        "pdf_disponible": pdf_disponible(),
        "commande": COMMANDE if settings.DEMONSTRATION else "",
    }
    return render(request, "documents/liste.html", contexte)


@ecriture
def emettre(request: RequeteMembre, code: str) -> HttpResponseBase:
    """Issues a document of this type and shows it; asking twice shows the same one."""
    try:
        document = services.emettre_document(
            dossier=request.dossier, type_document=type_du_code(code), par=request.user
        )
    except TypeInconnu as inconnu:
        raise Http404 from inconnu
    except services.DocumentRefuse as refus:
        messages.error(request, str(refus))
    except PdfIndisponible as panne:
        messages.error(request, str(panne) if settings.DEMONSTRATION else _INDISPONIBLE)
    else:
        messages.success(request, "Votre document est prêt : vous pouvez le télécharger.")
        return redirect("documents:detail", document.public_id)
    return redirect("documents:liste")


@lecture
def detail(request: RequeteMembre, public_id: UUID) -> HttpResponse:
    """One document: download it, and what proves it."""
    return render(request, "documents/detail.html", {"document": _fiche(request, public_id)})


@lecture
def fichier(request: RequeteMembre, public_id: UUID) -> HttpResponse:
    """The PDF itself, which no browser is to run or keep; a page when what is stored is not what was issued."""
    fiche = _fiche(request, public_id)
    try:
        octets = selectors.lire_fichier(fiche)
    except selectors.DocumentAltere as altere:
        _journaux.error("%s", altere)
        return render(request, "documents/perdu.html", {"document": fiche}, status=410)
    entetes = {
        "Content-Disposition": f'attachment; filename="{fiche.nom_fichier}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(octets, content_type="application/pdf", headers=entetes)


def _fiche(request: RequeteMembre, public_id: UUID) -> selectors.FicheDocument:
    fiche = selectors.fiche_du_document(request.dossier, public_id)
    if fiche is None:
        raise Http404
    return fiche
