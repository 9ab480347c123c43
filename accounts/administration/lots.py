"""The queue of letters and its batches: prepare, download, confirm."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.administration.base import AdminPortail
from accounts.administration.code_frais import exiger_totp_recent
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import adresse_fiche
from accounts.courriers.fin import abandonner_lot
from accounts.courriers.forms import AbandonForm, RegenerationForm, RemiseForm
from accounts.courriers.manifeste import manifeste
from accounts.courriers.preparation import preparer_lot
from accounts.courriers.refus import LotRefuse
from accounts.courriers.regeneration import regenerer_lot
from accounts.courriers.remise import confirmer_remise
from accounts.courriers.selectors import feuille_de_comptes, file_d_attente, suivi_du_lot
from accounts.courriers.telechargement import demander_telechargement, telecharger_lot
from accounts.enums import EtatLot
from accounts.models import Compte, LotDeCourriers
from accounts.models.lot import VIVANTS
from carpimko_portal.lib.dates import ecrire_moment

_TONS = {EtatLot.POSTE: "payee", EtatLot.ABANDONNE: "en_retard"}
_page = require_http_methods(["GET", "HEAD", "POST"])


_Agir = Callable[[Compte, LotDeCourriers, dict[str, Any]], LotDeCourriers]


@dataclass(frozen=True)
class _PageActe:
    """An act on a batch: who may, what is asked, where."""

    titre: str
    permission: str
    formulaire: type[forms.Form]
    gabarit: str


_CONFIRMER = _PageActe("Confirmer la remise à La Poste", "confirmer_lot", RemiseForm, "admin/lots/confirmer.html")
_REGENERER = _PageActe("Imprimer à nouveau", "regenerer_courrier", RegenerationForm, "admin/lots/regenerer.html")
_ABANDONNER = _PageActe("Abandonner ce lot", "preparer_lot", AbandonForm, "admin/lots/abandonner.html")


class LotAdmin(AdminPortail):
    """Lists batches, and leads each from its preparation to La Poste."""

    titre = "Courriers"
    rubrique = Rubrique.COURRIERS
    colonnes = [
        ("Lot", lambda lot: lot.reference),
        ("Préparé le", lambda lot: ecrire_moment(lot.prepare_le)),
        ("Plis", lambda lot: lot.plis),
        ("État", lambda lot: lot.get_etat_display()),
    ]
    list_filter = ["etat"]
    ordering = ["-prepare_le", "-pk"]
    change_list_template = "admin/lots/liste.html"
    gabarit_fiche = "admin/lots/lot.html"
    list_select_related = ["prepare_par", "confirme_par"]

    def pages(self) -> list[URLPattern]:
        def route(adresse: str, vue: Any, nom: str) -> Any:
            return path(adresse, self.page(vue), name=f"accounts_lotdecourriers_{nom}")

        return [
            route("preparer/", _page(self.preparer), "preparer"),
            route("<uuid:public_id>/progression/", require_safe(self.progression), "progression"),
            route("<uuid:public_id>/telecharger/", _page(self.telecharger), "telecharger"),
            route("<uuid:public_id>/fichier/", require_POST(self.fichier), "fichier"),
            route("<uuid:public_id>/manifeste/", require_safe(self.manifeste), "manifeste"),
            route("<uuid:public_id>/comptes/", require_safe(self.comptes), "comptes"),
            route("<uuid:public_id>/confirmer/", _page(self.confirmer), "confirmer"),
            route("<uuid:public_id>/regenerer/", _page(self.regenerer), "regenerer"),
            route("<uuid:public_id>/abandonner/", _page(self.abandonner), "abandonner"),
        ]

    # The list and the fiche --------------------------------------------------------------------
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        peut = {"peut_preparer": self.peut(request, "preparer_lot"), "file": file_d_attente()}
        return super().changelist_view(request, {**(extra_context or {}), **peut})

    def contexte_fiche(self, request: HttpRequest, objet: LotDeCourriers) -> dict[str, Any]:
        a_moi, vivant = objet.prepare_par_id == request.user.pk, objet.etat in VIVANTS
        vide = objet.plis == 0
        a_confirmer = objet.etat == EtatLot.TELECHARGE or (vide and objet.etat == EtatLot.PRET)
        imprime = objet.etat in {EtatLot.PRET, EtatLot.TELECHARGE} and not vide
        return {
            "suivi": suivi_du_lot(objet),
            "ton": _TONS.get(EtatLot(objet.etat), "partielle"),
            "a_moi": a_moi,
            "a_confirmer": a_confirmer,
            "peut_telecharger": self.peut(request, "preparer_lot")
            and a_moi
            and objet.etat == EtatLot.PRET
            and not vide,
            "peut_confirmer": self.peut(request, "confirmer_lot") and not a_moi and a_confirmer,
            "peut_regenerer": self.peut(request, "regenerer_courrier") and not a_moi and imprime,
            "peut_abandonner": self.peut(request, "preparer_lot") and vivant,
        }

    # Acts --------------------------------------------------------------------------------------
    def preparer(self, request: HttpRequest) -> HttpResponse:
        agent = self.exiger(request, "preparer_lot")
        if request.method == "POST":
            try:
                return HttpResponseRedirect(adresse_fiche(preparer_lot(par=agent)))
            except LotRefuse as refus:
                messages.error(request, str(refus))
        contexte = self.contexte(request, title="Préparer un lot de courriers", file=file_d_attente())
        return render(request, "admin/lots/preparer.html", contexte)

    @method_decorator(exiger_totp_recent)
    def telecharger(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        """Asking again gives another ticket and another password, in place of the former ones."""
        agent, lot = self._lot(request, public_id, "preparer_lot")
        contexte = self.contexte(request, title=f"Télécharger le lot {lot.reference}", lot=lot, billet=None)
        if request.method == "POST":
            try:
                contexte["billet"] = demander_telechargement(lot=lot, par=agent)
            except LotRefuse as refus:
                return self._refuser(request, lot, refus)
        return render(request, "admin/lots/telecharger.html", contexte)

    def fichier(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        agent, lot = self._lot(request, public_id, "preparer_lot")
        try:
            billet = uuid.UUID(request.POST.get("billet", ""))
            fichier = telecharger_lot(lot=lot, billet=billet, par=agent)
        except ValueError:
            return self._refuser(request, lot, LotRefuse("Demandez d’abord le fichier."))
        except LotRefuse as refus:
            return self._refuser(request, lot, refus)
        return _fichier(fichier.octets, fichier.nom, "application/pdf")

    @method_decorator(exiger_totp_recent)
    def confirmer(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        def agir(agent: Compte, lot: LotDeCourriers, saisie: dict[str, Any]) -> LotDeCourriers:
            actifs = confirmer_remise(lot=lot, par=agent, **saisie)
            messages.success(request, f"Remise confirmée : {_utilisables(actifs)}, le fichier est détruit.")
            return lot

        return self._acte(request, public_id, _CONFIRMER, agir)

    @method_decorator(exiger_totp_recent)
    def regenerer(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        def agir(agent: Compte, lot: LotDeCourriers, saisie: dict[str, Any]) -> LotDeCourriers:
            return regenerer_lot(lot=lot, par=agent, **saisie)

        return self._acte(request, public_id, _REGENERER, agir)

    def abandonner(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        def agir(agent: Compte, lot: LotDeCourriers, saisie: dict[str, Any]) -> LotDeCourriers:
            abandonner_lot(lot=lot, par=agent, **saisie)
            messages.success(request, "Lot abandonné. Ses demandes attendent le prochain lot.")
            return lot

        return self._acte(request, public_id, _ABANDONNER, agir)

    def _acte(self, request: HttpRequest, public_id: uuid.UUID, page: _PageActe, agir: _Agir) -> HttpResponse:
        """A page that asks before it acts, and shows the batch after."""
        agent, lot = self._lot(request, public_id, page.permission)
        form = page.formulaire(request.POST or None)
        if form.is_valid():
            try:
                return HttpResponseRedirect(adresse_fiche(agir(agent, lot, form.cleaned_data)))
            except LotRefuse as refus:
                form.add_error(None, str(refus))
        contexte = self.contexte(request, title=page.titre, lot=lot, form=form, fiche_lot=adresse_fiche(lot))
        return render(request, page.gabarit, contexte)

    # What is read ------------------------------------------------------------------------------
    def progression(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        suivi = suivi_du_lot(self.objet(request, public_id))
        return JsonResponse({
            "imprimes": suivi.lot.imprimes,
            "plis": suivi.lot.plis,
            "secondes": suivi.secondes,
            "fini": not suivi.en_impression,
        })  # fmt: skip

    def manifeste(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        lot = self.objet(request, public_id)
        return _fichier(manifeste(lot), f"{lot.reference}.csv", "text/csv; charset=utf-8")

    def comptes(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        lot = self.objet(request, public_id)
        contexte = self.contexte(request, title="Feuille de comptes", lot=lot, feuille=feuille_de_comptes(lot))
        return render(request, "admin/lots/comptes.html", contexte | {"fiche_lot": adresse_fiche(lot)})

    def _lot(self, request: HttpRequest, public_id: uuid.UUID, permission: str) -> tuple[Compte, LotDeCourriers]:
        return self.exiger(request, permission), self.objet(request, public_id)

    def _refuser(self, request: HttpRequest, lot: LotDeCourriers, refus: LotRefuse) -> HttpResponse:
        messages.error(request, str(refus))
        return HttpResponseRedirect(adresse_fiche(lot))


def _utilisables(actifs: int) -> str:
    return f"{actifs} mots de passe sont utilisables" if actifs > 1 else f"{actifs} mot de passe est utilisable"


def _fichier(octets: bytes, nom: str, type_mime: str) -> HttpResponse:
    return HttpResponse(
        octets, content_type=type_mime, headers={"Content-Disposition": f'attachment; filename="{nom}"'}
    )
