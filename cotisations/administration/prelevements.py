"""Lines of direct debits at the back office."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from accounts.administration.base import AdminPortail, Lignes, adresse_fiche
from accounts.administration.menu import Rubrique
from accounts.agents.confiance import exiger_totp_recent
from carpimko_portal.lib.dates import ecrire_date
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration.formulaires import RappelForm
from cotisations.administration.rappels import RAPPEL_SANS_EFFET, ARappeler, dire_rappel
from cotisations.models import Prelevement
from cotisations.prelevements.lots import LotRefuse
from cotisations.prelevements.rappels import dernier_jour_de_rappel, est_a_rappeler, noter_rappel

_page = require_http_methods(["GET", "HEAD", "POST"])
_RAPPELER = "Noter le rappel à la banque"


class PrelevementAdmin(AdminPortail):
    titre = "Prélèvements"
    rubrique = Rubrique.PRELEVEMENTS
    colonnes = [
        ("Jour", lambda ligne: ecrire_date(ligne.date_prelevement)),
        ("Dossier", lambda ligne: ligne.dossier.numero),
        ("Montant", lambda ligne: ecrire_montant(ligne.a_prendre)),
        ("État", lambda ligne: ligne.get_etat_display()),
    ]
    aide_recherche = "Numéro de dossier ou référence de bout en bout"
    search_fields = ["=dossier__numero", "=end_to_end"]
    list_filter = [ARappeler, "etat"]
    list_select_related = ["dossier"]
    ordering = ["-date_prelevement", "-pk"]
    actes = [RAPPEL_SANS_EFFET]

    def pages(self) -> list[URLPattern]:
        rappeler = self.page(_page(self.rappeler))
        return [path("<uuid:public_id>/rappeler/", rappeler, name="cotisations_prelevement_rappeler")]

    @method_decorator(exiger_totp_recent)
    def rappeler(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        """The bank was asked not to take it."""
        agent, ligne = self.exiger(request, "transmettre_prelevements"), self.objet(request, public_id)
        form = RappelForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                noter_rappel(ligne=ligne, par=agent, **form.cleaned_data)
                messages.success(request, "Le rappel est noté : la somme attendue pour le lot baisse d’autant.")
                return HttpResponseRedirect(adresse_fiche(ligne))
            except LotRefuse as refus:
                form.add_error(None, str(refus))
        phrase = (
            "À noter une fois la demande faite à la banque, qui la prend jusqu’au "
            f"{ecrire_date(dernier_jour_de_rappel(ligne))}. La somme n’est plus attendue avec son lot, et l’échéance "
            "reste due."
        )
        contexte = self.contexte(request, title=_RAPPELER, objet=ligne, form=form, phrase=phrase)
        return render(request, "admin/prelevements/decider.html", {**contexte, "fiche": adresse_fiche(ligne)})

    def contexte_fiche(self, request: HttpRequest, objet: Prelevement) -> dict[str, Any]:
        if not (est_a_rappeler(objet, timezone.localdate()) and self.peut(request, "transmettre_prelevements")):
            return {}
        adresse = reverse("admin:cotisations_prelevement_rappeler", args=[objet.public_id])
        return {"actes": [(_RAPPELER, adresse)], "attendu": _RAPPELER}

    def fiche(self, objet: Prelevement) -> list[tuple[str, Lignes]]:
        lignes: Lignes = [(titre, dire(objet)) for titre, dire in self.colonnes]
        lignes += [
            ("Annoncé le", ecrire_date(objet.annonce_le) if objet.annonce_le else "Pas encore"),
            ("Montant annoncé", ecrire_montant(objet.montant_prevu_centimes)),
            ("Référence de bout en bout", objet.end_to_end),
            ("Mandat", objet.mandat.rum),
            ("Compte", objet.mandat.iban_masque),
            ("Lot", objet.lot.reference if objet.lot else "Aucun"),
            ("Motif", objet.motif or "Aucun"),
            ("Rappel", dire_rappel(objet)),
        ]
        return [("Prélèvement", lignes)]
