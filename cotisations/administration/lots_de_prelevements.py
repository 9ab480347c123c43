"""Batches of direct debits at the back office, by two persons."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from accounts.administration.actes import ActeOffert
from accounts.administration.base import AdminPortail
from accounts.administration.code_frais import exiger_totp_recent
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import adresse_fiche
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration.actes_de_lots import ACTES
from cotisations.administration.annulations import AnnulationDemandee
from cotisations.administration.formulaires import JourForm
from cotisations.administration.lots_qui_attendent import EnRetard
from cotisations.administration.noms import autour_du_lot
from cotisations.models import LotDePrelevements
from cotisations.prelevements.enums import A_ANNULER, EtatLotDePrelevements
from cotisations.prelevements.preparation import preparer_lot
from cotisations.prelevements.production import est_telechargeable, telecharger_lot
from cotisations.prelevements.refus import LotRefuse
from cotisations.prelevements.remise import limite_du_lot
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
    actes = ACTES

    def pages(self) -> list[URLPattern]:
        def route(adresse: str, vue: Any, nom: str) -> Any:
            return path(adresse, self.page(_page(vue)), name=f"cotisations_lotdeprelevements_{nom}")

        return [
            route("preparer/", self.preparer, "preparer"),
            route("<uuid:public_id>/fichier/", self.fichier, "fichier"),
        ]

    # The list and the fiche --------------------------------------------------------------------
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        contexte = {"jours": jours_a_preparer(), "peut_preparer": self.peut(request, "preparer_prelevements")}
        return super().changelist_view(request, {**(extra_context or {}), **contexte})

    def contexte_fiche(self, request: HttpRequest, objet: LotDePrelevements) -> dict[str, Any]:
        return {
            "ton": _TONS.get(EtatLotDePrelevements(objet.etat), "partielle"),
            "a_moi": objet.prepare_par_id == request.user.pk,
            "a_donner": objet.etat in A_ANNULER,
            "limite": limite_du_lot(objet.date_prelevement),
            "lignes_du_lot": objet.prelevements.select_related("dossier", "mandat").order_by("pk")[:_LIGNES_MONTREES],
            "ecartes": objet.ecartes.select_related("prelevement__dossier").order_by("pk")[:_LIGNES_MONTREES],
            "montrees": _LIGNES_MONTREES,
            "fichier_garde": self._fichier_garde(request, objet),
            "autour": autour_du_lot(objet),
            "actes": [*self._fichier_offert(request, objet), *self._offerts(request, objet)],
        }

    def _fichier_offert(self, request: HttpRequest, lot: LotDePrelevements) -> list[ActeOffert]:
        """While the bank has to be given it."""
        adresse = self._adresse_du_fichier(request, lot)
        if not adresse or lot.etat != EtatLotDePrelevements.GENERE:
            return []
        return [ActeOffert("Fichier pour la banque", adresse, attendu=lot.telecharge_le is None)]

    def _fichier_garde(self, request: HttpRequest, lot: LotDePrelevements) -> str:
        """Where it is read again, once the bank has it, or refused it: for whoever checks, not for the bank."""
        return "" if lot.etat == EtatLotDePrelevements.GENERE else self._adresse_du_fichier(request, lot)

    def _adresse_du_fichier(self, request: HttpRequest, lot: LotDePrelevements) -> str:
        if not (self.peut(request, "transmettre_prelevements") and est_telechargeable(lot)):
            return ""
        return reverse("admin:cotisations_lotdeprelevements_fichier", args=[lot.public_id])

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
        agent, lot = self.exiger(request, "transmettre_prelevements"), self.objet(request, public_id)
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
