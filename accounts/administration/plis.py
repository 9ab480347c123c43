"""The letters of all batches, and the requests they answer."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.administration.base import AdminPortail, Lignes, adresse_fiche
from accounts.courriers.refus import LotRefuse
from accounts.courriers.retour import signaler_npai
from accounts.enums import EtatLot, EtatPli
from accounts.models import Compte, DemandeMotDePasse, Pli
from carpimko_portal.lib.dates import ecrire_attente, ecrire_moment


def _age(demande: DemandeMotDePasse) -> str:
    if demande.traitee_le:
        return ""
    return ecrire_attente(int((timezone.now() - demande.demandee_le).total_seconds()))


class DemandeAdmin(AdminPortail):
    """What members asked for, whether their dossier exists or not."""

    titre = "Demandes de mot de passe"
    colonnes = [
        ("Demandée le", lambda demande: ecrire_moment(demande.demandee_le)),
        ("Attend depuis", _age),
        ("Canal", lambda demande: demande.get_canal_display()),
        ("Numéro demandé", lambda demande: demande.numero),
        ("État", lambda demande: demande.get_etat_display()),
    ]
    aide_recherche = "Numéro de dossier"
    search_fields = ["=numero"]
    list_filter = ["canal", "etat"]
    ordering = ["-demandee_le", "-pk"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.peut(request, "preparer_lot") or self.peut(request, "confirmer_lot")

    def fiche(self, objet: DemandeMotDePasse) -> list[tuple[str, Lignes]]:
        lignes = [(titre, valeur) for titre, dire in self.colonnes if (valeur := dire(objet))]
        if objet.traitee_le:
            lignes.append(("Traitée le", ecrire_moment(objet.traitee_le)))
        return [("Demande", lignes)]


class PliAdmin(AdminPortail):
    """Letters. One that comes back is noted here."""

    titre = "Plis"
    colonnes = [
        ("Pli", lambda pli: f"{pli.lot.reference}, pli {pli.rang}"),
        ("Destinataire", lambda pli: pli.adresse[0]),
        ("Lot", lambda pli: pli.lot.get_etat_display()),
        ("État", lambda pli: pli.get_etat_display()),
    ]
    aide_recherche = "Numéro de dossier"
    search_fields = ["=dossier__numero"]
    list_filter = ["etat"]
    list_select_related = ["lot"]
    ordering = ["-lot", "rang"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.peut(request, "view_lotdecourriers") or self.peut(request, "signaler_npai")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("lot", "dossier")

    def pages(self) -> list[URLPattern]:
        vue = require_http_methods(["GET", "HEAD", "POST"])(self.npai)
        return [path("<uuid:public_id>/npai/", self.page(vue), name="accounts_pli_npai")]

    def fiche(self, objet: Pli) -> list[tuple[str, Lignes]]:
        lignes: Lignes = [
            ("Lot", objet.lot.reference),
            ("Rang", objet.rang),
            ("Dossier", objet.dossier.numero),
            ("Adresse imprimée", "\n".join(objet.adresse)),
            ("État du lot", objet.lot.get_etat_display()),
            ("État du pli", objet.get_etat_display()),
        ]
        if objet.npai_le:
            lignes.append(("Revenu le", ecrire_moment(objet.npai_le)))
        return [("Courrier", lignes)]

    def actes(self, request: HttpRequest, objet: Pli) -> list[tuple[str, str]]:
        poste = objet.lot.etat == EtatLot.POSTE and objet.etat == EtatPli.PREVU
        adresse = reverse("admin:accounts_pli_npai", args=[objet.public_id])
        return [("Noter son retour (NPAI)", adresse)] if poste and self._peut_noter(request) else []

    def npai(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        pli = self.objet(request, public_id)
        if not self._peut_noter(request) or not isinstance(request.user, Compte):
            raise PermissionDenied
        if request.method == "POST":
            try:
                signaler_npai(pli=pli, par=request.user)
                messages.success(request, "Retour noté : le mot de passe de cette lettre n’ouvre plus rien.")
            except LotRefuse as refus:
                messages.error(request, str(refus))
            return HttpResponseRedirect(adresse_fiche(pli))
        contexte = self.contexte(request, title="Noter le retour d’une lettre", pli=pli, fiche_pli=adresse_fiche(pli))
        return render(request, "admin/lots/npai.html", contexte)

    def _peut_noter(self, request: HttpRequest) -> bool:
        return self.peut(request, "signaler_npai") or self.peut(request, "confirmer_lot")
