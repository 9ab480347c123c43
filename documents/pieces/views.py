"""The member's pages: deposit, follow, withdraw."""

import logging
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.acces import RequeteMembre, ecriture, formulaire, lecture
from accounts.agents.refus import ActeImpossible
from accounts.limites import Prise, consommer, seaux
from accounts.models import Dossier
from documents.pieces import quotas, selectors, services
from documents.pieces.controle import PieceRefusee
from documents.pieces.forms import PieceForm
from documents.pieces.models import Piece
from documents.pieces.remise import remettre
from documents.pieces.reserve import PieceIllisible

_journaux = logging.getLogger(__name__)


@formulaire
def deposer(request: RequeteMembre) -> HttpResponseBase:
    """The form, and what was deposited before."""
    envoye = request.method == "POST"
    form = PieceForm(request.POST, request.FILES) if envoye else PieceForm()
    if envoye and form.is_valid() and (depot := _essayer(request, form)):
        dit = "Votre pièce est déposée." if depot.est_nouveau else "Vous aviez déjà déposé ce fichier : le voici."
        messages.success(request, dit)
        return redirect("documents:piece", depot.piece.public_id)
    contexte = {
        "form": form,
        "page": selectors.pieces_du_dossier(request.dossier, page=request.GET.get("page")),
        "quota": quotas.quota(request.dossier, maintenant=timezone.now()),
        "par_jour": settings.PIECES_PAR_JOUR,
    }
    return render(request, "documents/pieces/deposer.html", contexte)


deposer.accepte_un_fichier = True  # type: ignore[attr-defined] # see EntreesStrictes


@lecture
def detail(request: RequeteMembre, public_id: UUID) -> HttpResponse:
    """The accusé de réception, and where the piece is."""
    fiche = selectors.fiche_de_la_piece(request.dossier, public_id)
    if fiche is None:
        raise Http404
    return render(request, "documents/pieces/detail.html", {"piece": fiche})


@ecriture
def fichier(request: RequeteMembre, public_id: UUID) -> HttpResponse:
    """The piece itself. By POST: who took it, and when, is in the journal."""
    piece = _piece(request, public_id)
    try:
        return remettre(piece, services.remettre_piece(piece=piece, par=request.user))
    except PieceIllisible as illisible:
        _journaux.error("%s", illisible)
        messages.error(request, "Ce fichier ne peut plus être remis.")
        return redirect("documents:piece", public_id)


@formulaire
def retirer(request: RequeteMembre, public_id: UUID) -> HttpResponse:
    """Says what follows, then withdraws."""
    piece = _piece(request, public_id)
    if request.method == "POST":
        try:
            services.retirer_piece(piece=piece, par=request.user)
            messages.success(request, "Votre pièce est retirée, et le fichier détruit.")
        except ActeImpossible as refus:
            messages.error(request, str(refus))
        return redirect("documents:piece", public_id)
    return render(request, "documents/pieces/retirer.html", {"piece": selectors.fiche_de_la_piece(*_cles(piece))})


def _essayer(request: RequeteMembre, form: PieceForm) -> services.Depot | None:
    """What a dossier sends costs work: it is counted, taken or not."""
    consommer([Prise(seaux.PIECES_DOSSIER, str(request.dossier.pk))])
    envoye, genre = form.cleaned_data["fichier"], form.cleaned_data["genre"]
    try:
        return services.deposer_piece(
            dossier=request.dossier, genre=genre, nom=envoye.name or "", octets=envoye.read(), par=request.user
        )
    except PieceRefusee as refus:
        form.add_error("fichier", str(refus))
        return None


def _cles(piece: Piece) -> tuple[Dossier, UUID]:
    return piece.dossier, piece.public_id


def _piece(request: RequeteMembre, public_id: UUID) -> Piece:
    piece = selectors.piece_du_dossier(request.dossier, public_id)
    if piece is None:
        raise Http404
    return piece
