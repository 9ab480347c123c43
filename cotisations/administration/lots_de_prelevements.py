"""Batches of direct debits at the back office, by two persons."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from accounts.administration.base import AdminPortail, adresse_fiche
from accounts.administration.menu import Rubrique
from accounts.agents.confiance import exiger_totp_recent
from accounts.models import Compte
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration.actes_de_lots import (
    ANNULER,
    CONFIRMER,
    DEMANDER,
    ENCAISSER,
    TRANSMETTRE,
    VALIDER,
    ActeDeLot,
)
from cotisations.administration.annulations import RETIRER_LA_DEMANDE, AnnulationDemandee
from cotisations.administration.formulaires import JourForm
from cotisations.administration.lots_qui_attendent import EnRetard
from cotisations.models import LotDePrelevements
from cotisations.prelevements.encaissement import attendu_du_lot, deja_rendu
from cotisations.prelevements.enums import A_ANNULER, EtatLotDePrelevements
from cotisations.prelevements.lots import LotRefuse, limite_du_lot, preparer_lot
from cotisations.prelevements.production import est_telechargeable, telecharger_lot
from cotisations.prelevements.selectors import jours_a_preparer

_page = require_http_methods(["GET", "HEAD", "POST"])
_TONS = {EtatLotDePrelevements.ENCAISSE: "payee", EtatLotDePrelevements.REJETE: "en_retard"}
_LIGNES_MONTREES = 200


class LotDePrelevementsAdmin(AdminPortail):
    """Leads a batch from its preparation by one agent to the money at the bank."""

    titre = "Lots de prélèvements"
    rubrique = Rubrique.PRELEVEMENTS
    colonnes = [
        ("Lot", lambda lot: lot.reference),
        ("Jour du prélèvement", lambda lot: ecrire_date(lot.date_prelevement)),
        ("Prélèvements", lambda lot: lot.nombre),
        ("Total", lambda lot: ecrire_montant(lot.total_centimes)),
        ("État", lambda lot: lot.get_etat_display()),
    ]
    list_filter = [EnRetard, AnnulationDemandee, "etat"]
    ordering = ["-annee", "-numero"]
    list_select_related = [
        "prepare_par", "valide_par", "telecharge_par", "transmis_par", "annulation_demandee_par", "annule_par",
    ]  # fmt: skip
    change_list_template = "admin/prelevements/liste.html"
    gabarit_fiche = "admin/prelevements/lot.html"
    actes = [VALIDER, RETIRER_LA_DEMANDE]

    def pages(self) -> list[URLPattern]:
        def route(adresse: str, vue: Any, nom: str) -> Any:
            return path(adresse, self.page(_page(vue)), name=f"cotisations_lotdeprelevements_{nom}")

        return [
            route("preparer/", self.preparer, "preparer"),
            route("<uuid:public_id>/fichier/", self.fichier, "fichier"),
            route("<uuid:public_id>/transmettre/", self.transmettre, "transmettre"),
            route("<uuid:public_id>/encaisser/", self.encaisser, "encaisser"),
            route("<uuid:public_id>/annuler/", self.annuler, "annuler"),
            route("<uuid:public_id>/confirmer-annulation/", self.confirmer, "confirmer"),
        ]

    # The list and the fiche --------------------------------------------------------------------
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        contexte = {"jours": jours_a_preparer(), "peut_preparer": self.peut(request, "preparer_prelevements")}
        return super().changelist_view(request, {**(extra_context or {}), **contexte})

    def contexte_fiche(self, request: HttpRequest, objet: LotDePrelevements) -> dict[str, Any]:
        a_moi, etat = objet.prepare_par_id == request.user.pk, EtatLotDePrelevements(objet.etat)
        transmettre, attend = self.peut(request, "transmettre_prelevements"), objet.attend_une_annulation
        a_confirmer = attend and objet.annulation_demandee_par_id != request.user.pk
        return {
            "attendu": VALIDER.titre,
            "ton": _TONS.get(etat, "partielle"),
            "a_moi": a_moi,
            "limite": limite_du_lot(objet.date_prelevement),
            "lignes_du_lot": objet.prelevements.select_related("dossier", "mandat").order_by("pk")[:_LIGNES_MONTREES],
            "ecartes": objet.ecartes.select_related("prelevement__dossier").order_by("pk")[:_LIGNES_MONTREES],
            "montrees": _LIGNES_MONTREES,
            "peut_telecharger": transmettre and est_telechargeable(objet),
            "peut_transmettre": transmettre and etat == EtatLotDePrelevements.GENERE and not attend,
            "peut_encaisser": transmettre and etat == EtatLotDePrelevements.TRANSMIS,
            "peut_annuler": self.peut(request, "preparer_prelevements") and etat in A_ANNULER and not attend,
            "peut_confirmer": a_confirmer and self.peut(request, "valider_prelevements"),
        }

    # Acts --------------------------------------------------------------------------------------
    @method_decorator(exiger_totp_recent)
    def preparer(self, request: HttpRequest) -> HttpResponse:
        agent = self.exiger(request, "preparer_prelevements")
        jours = jours_a_preparer()
        form = JourForm(request.POST or None, initial={"jour": jours[0].jour if jours else None})
        if form.is_valid():
            try:
                lot = preparer_lot(jour=form.cleaned_data["jour"], par=agent)
                return HttpResponseRedirect(adresse_fiche(lot))
            except LotRefuse as refus:
                form.add_error(None, str(refus))
        contexte = self.contexte(request, title="Préparer un lot de prélèvements", form=form, jours=jours)
        return render(request, "admin/prelevements/preparer.html", contexte)

    @method_decorator(exiger_totp_recent)
    def fichier(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        """The page says what the file is; the button gives it, the same each time."""
        agent, lot = self._lot(request, public_id, "transmettre_prelevements")
        if request.method == "POST":
            try:
                fichier = telecharger_lot(lot=lot, par=agent)
            except LotRefuse as refus:
                messages.error(request, str(refus))
                return HttpResponseRedirect(adresse_fiche(lot))
            entetes = {"Content-Disposition": f'attachment; filename="{fichier.nom}"'}
            return HttpResponse(fichier.octets, content_type="application/xml", headers=entetes)
        contexte = self.contexte(
            request, title=f"Fichier du {lot.reference}", lot=lot, fiche_lot=adresse_fiche(lot),
            telechargeable=est_telechargeable(lot),
        )  # fmt: skip
        return render(request, "admin/prelevements/fichier.html", contexte)

    @method_decorator(exiger_totp_recent)
    def transmettre(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        return self._acte(request, public_id, TRANSMETTRE)

    @method_decorator(exiger_totp_recent)
    def encaisser(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        return self._acte(request, public_id, ENCAISSER)

    @method_decorator(exiger_totp_recent)
    def annuler(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        """At once; asked for when the file was taken, whatever the page said before."""
        _, lot = self._lot(request, public_id, "preparer_prelevements")
        return self._acte(request, public_id, DEMANDER if lot.telecharge_le else ANNULER)

    @method_decorator(exiger_totp_recent)
    def confirmer(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        return self._acte(request, public_id, CONFIRMER)

    def _acte(self, request: HttpRequest, public_id: uuid.UUID, acte: ActeDeLot) -> HttpResponse:
        """A page that asks before it acts, and shows the batch after."""
        agent, lot = self._lot(request, public_id, acte.permission)
        form = acte.formulaire(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                messages.success(request, acte.agir(lot, agent, form.cleaned_data))
                return HttpResponseRedirect(adresse_fiche(lot))
            except LotRefuse as refus:
                form.add_error(None, str(refus))
        contexte = self.contexte(
            request, title=acte.titre, lot=lot, form=form, acte=acte, fiche_lot=adresse_fiche(lot),
            attendu=attendu_du_lot(lot) if acte is ENCAISSER else None, deja_rendu=deja_rendu(lot),
        )  # fmt: skip
        return render(request, "admin/prelevements/acte.html", contexte)

    def _lot(self, request: HttpRequest, public_id: uuid.UUID, permission: str) -> tuple[Compte, LotDePrelevements]:
        return self.exiger(request, permission), self.objet(request, public_id)
