"""Pages about documents."""

import logging
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.acces import RequeteMembre, ecriture, formulaire, lecture
from carpimko_portal.lib.pdf import COMMANDE, PdfIndisponible, pdf_disponible
from documents import archive as archives
from documents import selectors, services
from documents.forms import FiltreDocuments, RevocationForm
from documents.registry import Demande, TypeInconnu, type_du_code, types_proposes

_journaux = logging.getLogger(__name__)
_INDISPONIBLE = "Les PDF sont momentanément indisponibles. Rien n’a été perdu : réessayez dans quelques minutes."
_POLITIQUE_APERCU = "default-src 'none'; frame-ancestors 'none'"  # a browser's viewer refuses to work in a sandbox


@lecture
def liste(request: RequeteMembre) -> HttpResponse:
    """Every document of the dossier, and how to find one among many."""
    facettes = selectors.facettes(request.dossier)
    filtre = FiltreDocuments(facettes, request.GET)
    recherche = filtre.recherche(derniere_visite=request.user.derniere_connexion_avant)
    contexte = {
        "facettes": facettes,
        "filtre": filtre,
        "annee": recherche.annee,
        "page": selectors.documents_du_dossier(request.dossier, page=request.GET.get("page"), recherche=recherche),
    }
    return render(request, "documents/liste.html", contexte)


@lecture
def attestations(request: RequeteMembre) -> HttpResponse:
    """What can be asked for, and why what cannot is not."""
    contexte = {
        "offres": types_proposes(Demande(request.dossier, timezone.localdate())),
        "pdf_disponible": pdf_disponible(),
        "commande": COMMANDE if settings.DEMONSTRATION else "",
    }
    return render(request, "documents/attestations.html", contexte)


@ecriture
def emettre(request: RequeteMembre, code: str) -> HttpResponseBase:
    """Issues a document of this type and shows it; asking twice shows the same one."""
    annee = request.POST.get("annee", "")
    try:
        document = services.emettre_document(
            dossier=request.dossier,
            type_document=type_du_code(code),
            par=request.user,
            annee=int(annee) if annee.isascii() and annee.isdigit() and len(annee) == 4 else None,
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
    return redirect("documents:attestations")


@lecture
def detail(request: RequeteMembre, public_id: UUID) -> HttpResponse:
    """One document: download it, and what proves it."""
    return render(request, "documents/detail.html", {"document": _fiche(request, public_id)})


@lecture
def fichier(request: RequeteMembre, public_id: UUID) -> HttpResponse:
    """The PDF itself, which no browser is to run or keep; a page when what is stored is not what was issued."""
    return _remettre(request, public_id, "attachment", "default-src 'none'; sandbox")


@lecture
def apercu(request: RequeteMembre, public_id: UUID) -> HttpResponse:
    """The PDF in the browser's own viewer, which knows its tags: no picture of a page is as accessible."""
    return _remettre(request, public_id, "inline", _POLITIQUE_APERCU)


@formulaire
def revoquer(request: RequeteMembre, public_id: UUID) -> HttpResponseBase:
    """Asks why, says what follows, revokes."""
    fiche, document = _fiche(request, public_id), selectors.document_du_dossier(request.dossier, public_id)
    form = RevocationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and document and form.is_valid():
        services.revoquer_document(document=document, motif=form.cleaned_data["motif"], par=request.user)
        messages.success(request, "Ce document est révoqué : qui le vérifiera le saura.")
        return redirect("documents:detail", public_id)
    return render(request, "documents/revoquer.html", {"document": fiche, "form": form})


@lecture
def archive(request: RequeteMembre) -> HttpResponseBase:
    """A ZIP of the chosen documents, or of a year, or of all, with an index."""
    annee = request.GET.get("annee", "")
    trouvee = archives.archive(
        request.dossier,
        annee=int(annee) if annee.isascii() and annee.isdigit() and len(annee) == 4 else None,
        choisis=_choisis(request.GET.getlist("document")),
    )
    if trouvee is None:
        messages.warning(request, "Il n’y a aucun document à rassembler.")
        return redirect("documents:liste")
    entetes = _entetes("attachment", trouvee.nom, "default-src 'none'; sandbox")
    return StreamingHttpResponse(trouvee.morceaux(), content_type="application/zip", headers=entetes)


archive.champs_multiples = frozenset({"document"})  # type: ignore[attr-defined] # see EntreesStrictes


def _choisis(valeurs: list[str]) -> list[UUID]:
    try:
        return [UUID(valeur) for valeur in valeurs[: selectors.PAR_PAGE]]
    except ValueError as illisible:
        raise Http404 from illisible


def _remettre(request: RequeteMembre, public_id: UUID, disposition: str, politique: str) -> HttpResponse:
    fiche = _fiche(request, public_id)
    try:
        octets = selectors.lire_fichier(fiche)
    except selectors.DocumentAltere as altere:
        _journaux.error("%s", altere)
        return render(request, "documents/perdu.html", {"document": fiche}, status=410)
    entetes = _entetes(disposition, fiche.nom_fichier, politique)
    return HttpResponse(octets, content_type="application/pdf", headers=entetes)


def _entetes(disposition: str, nom: str, politique: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'{disposition}; filename="{nom}"',
        "Content-Security-Policy": politique,
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }


def _fiche(request: RequeteMembre, public_id: UUID) -> selectors.FicheDocument:
    fiche = selectors.fiche_du_document(request.dossier, public_id)
    if fiche is None:
        raise Http404
    return fiche
