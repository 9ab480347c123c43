"""The queue of pieces: the oldest first, opened, then accepted or refused with a reason."""

import logging
import uuid
from typing import Any

from django.contrib import messages
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.administration.actes import Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.cartes import Carte
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import adresse_fiche, vers
from accounts.agents.refus import ActeImpossible
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_moment
from carpimko_portal.lib.nombres import ecrire_numero, ecrire_poids
from documents.pieces import services
from documents.pieces.enums import EtatPiece
from documents.pieces.forms import RefusForm
from documents.pieces.models import Piece
from documents.pieces.remise import remettre
from documents.pieces.reserve import PieceIllisible

_journaux = logging.getLogger(__name__)
_page = require_http_methods(["GET", "HEAD", "POST"])
_NOM = "admin:documents_piece"
_ACCEPTER = "La pièce sera jointe au dossier, et l’affilié prévenu par e-mail."
_REFUSER = "L’affilié lira le motif et votre précision, dans son espace et par e-mail."


def age(piece: Piece) -> str:
    """`3 j`: how long it has waited, when it waits."""
    if not piece.est_ouverte:
        return "Close"
    jours = (timezone.localdate() - timezone.localdate(piece.deposee_le)).days
    return f"{jours}\u00a0j" if jours else "Aujourd’hui"


class PieceAdmin(AdminPortail):
    titre = "Pièces déposées"
    rubrique = Rubrique.DOSSIERS
    colonnes = [
        ("Déposée le", lambda piece: ecrire_moment(piece.deposee_le)),
        ("Attend depuis", age),
        ("Pièce", lambda piece: piece.get_genre_display()),
        ("Dossier", lambda piece: vers(piece.dossier, ecrire_numero(piece.dossier.numero))),
        ("État", lambda piece: piece.get_etat_display()),
    ]
    aide_recherche = "Numéro de dossier"
    search_fields = ["=dossier__numero"]
    list_filter = ["etat", "genre"]
    list_select_related = ["dossier"]
    ordering = ["deposee_le", "pk"]
    gabarit_fiche = "admin/pieces/piece.html"

    def pages(self) -> list[URLPattern]:
        def route(adresse: str, vue: Any, nom: str) -> Any:
            return path(f"<uuid:public_id>/{adresse}/", self.page(vue), name=f"documents_piece_{nom}")

        return [
            route("fichier", require_POST(self.fichier), "fichier"),
            route("accepter", _page(self.accepter), "accepter"),
            route("refuser", _page(self.refuser), "refuser"),
        ]

    def fiche(self, objet: Piece) -> list[tuple[str, Lignes]]:
        decision: Lignes = []
        if objet.close_le:
            decision = [
                ("Le", ecrire_moment(objet.close_le)),
                ("Par", objet.close_par.identifiant if objet.close_par else "Le portail"),
                ("Motif", objet.get_motif_refus_display() or "Aucun"),
                ("Précision", objet.precision or "Aucune"),
            ]
        return [("Pièce", self._piece(objet)), ("Décision", decision)]

    def _piece(self, objet: Piece) -> Lignes:
        analyse = ecrire_moment(objet.analysee_le) if objet.analysee_le else "Non analysée"
        return [
            ("Nature", objet.get_genre_display()),
            ("Dossier", vers(objet.dossier, ecrire_numero(objet.dossier.numero))),
            ("État", objet.get_etat_display()),
            ("Déposée le", ecrire_moment(objet.deposee_le)),
            ("Nom du fichier envoyé", objet.nom),
            ("Gardé", f"{objet.format.upper()}, pages : {objet.pages}, {ecrire_poids(objet.taille)}"),
            ("Antivirus", analyse),
            ("SHA-256 du fichier envoyé", objet.sha256_depose),
        ]

    def contexte_fiche(self, request: HttpRequest, objet: Piece) -> dict[str, Any]:
        adresses = {
            nom: reverse(f"{_NOM}_{page}", args=[objet.public_id])
            for nom, page in (("ouvrir", "fichier"), ("accepter", "accepter"), ("refuser", "refuser"))
        }
        lisible = bool(objet.fichier) and objet.etat != EtatPiece.QUARANTAINE
        return {
            **adresses,
            "poids": objet.taille,
            "en_quarantaine": objet.etat == EtatPiece.QUARANTAINE,
            "ouvrable": lisible and self.peut(request, "lire_piece"),
            "a_traiter": objet.etat == EtatPiece.RECUE and self.peut(request, "traiter_piece"),
        }

    def fichier(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        """By POST: the journal says which agent opened what."""
        agent, piece = self.exiger(request, "lire_piece"), self._lire(request, public_id)
        try:
            return remettre(piece, services.remettre_piece(piece=piece, par=agent))
        except ActeImpossible as refus:
            messages.error(request, str(refus))
        except PieceIllisible as illisible:
            _journaux.error("%s", illisible)
            messages.error(request, "Ce fichier ne peut plus être ouvert.")
        return HttpResponseRedirect(adresse_fiche(piece))

    def accepter(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
        agent, piece = self.exiger(request, "traiter_piece"), self._lire(request, public_id)
        if request.method == "POST":
            return self._decider(request, piece, lambda: services.accepter_piece(piece=piece, par=agent), "acceptée")
        return self._page_de_decision(request, piece, title="Accepter la pièce", phrase=_ACCEPTER, form=None)

    def refuser(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
        agent, piece = self.exiger(request, "traiter_piece"), self._lire(request, public_id)
        form = RefusForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            refuser = self._refus(piece, agent, form)
            return self._decider(request, piece, refuser, "refusée")
        return self._page_de_decision(request, piece, title="Refuser la pièce", phrase=_REFUSER, form=form)

    @staticmethod
    def _refus(piece: Piece, agent: Compte, form: RefusForm) -> Any:
        return lambda: services.refuser_piece(piece=piece, par=agent, **form.cleaned_data)

    def _decider(self, request: HttpRequest, piece: Piece, decider: Any, dit: str) -> HttpResponseBase:
        """Then to the next one that waits, oldest first, or back to the list."""
        try:
            decider()
        except ActeImpossible as refus:
            messages.error(request, str(refus))
            return HttpResponseRedirect(adresse_fiche(piece))
        messages.success(request, f"Pièce {dit} : {piece.reference}.")
        suivante = Piece.objects.a_examiner().order_by("deposee_le", "pk").first()
        return HttpResponseRedirect(adresse_fiche(suivante) if suivante else reverse(f"{_NOM}_changelist"))

    def _page_de_decision(self, request: HttpRequest, piece: Piece, **autres: Any) -> HttpResponse:
        contexte = self.contexte(request, objet=piece, fiche=adresse_fiche(piece), **autres)
        return render(request, "admin/pieces/acte.html", contexte)

    def _lire(self, request: HttpRequest, public_id: uuid.UUID) -> Piece:
        piece: Piece = self.objet(request, public_id)
        return piece


def pieces_a_examiner(request: HttpRequest) -> Carte | None:
    """What waits for an agent, and what waits for the antivirus."""
    if not (isinstance(request.user, Compte) and request.user.has_perm("documents.view_piece")):
        return None
    attente = Piece.objects.a_examiner().aggregate(nombre=Count("pk"), depuis=Min("deposee_le"))
    quarantaine = Piece.objects.en_quarantaine().count()
    suite = f" {quarantaine} attendent l’antivirus." if quarantaine > 1 else " Une attend l’antivirus."
    return Carte(
        titre="Pièces à examiner",
        phrase="Déposées par les affiliés." + (suite if quarantaine else ""),
        adresse=f"{reverse(f'{_NOM}_changelist')}?etat__exact={EtatPiece.RECUE}",
        ton="attention" if attente["nombre"] else "",
        **attente,
    )
