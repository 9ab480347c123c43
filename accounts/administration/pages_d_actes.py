"""The page of an act on one row: what will happen, what was typed read again, then the act."""

import uuid
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.administration.actes import ActeDeFiche, Lignes
from accounts.administration.code_frais import Vue, exiger_totp_recent
from accounts.administration.renvois import adresse_fiche
from accounts.agents.refus import ActeImpossible
from accounts.models import Compte

if TYPE_CHECKING:
    from accounts.administration.base import AdminPortail

_CONFIRMER, _CORRIGER, _VU = "confirmer", "corriger", "vu"  # fields of the page, beside those of the act
_PLUS_A_FAIRE = "Cela n’est pas, ou n’est plus, à faire."
_CHANGE = "Ce que cette page montrait a changé entre-temps : rien n’a été fait. Relisez-la, puis décidez."


def page_d_acte(admin: "AdminPortail", acte: ActeDeFiche) -> Vue:
    """The view of `acte`, for rows of `admin`."""

    @require_http_methods(["GET", "HEAD", "POST"])
    def vue(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
        agent = admin.exiger(request, acte.permission)
        objet = admin.objet(request, public_id)
        return apres_un_code(request, objet, agent)

    @exiger_totp_recent
    def apres_un_code(request: HttpRequest, objet: Any, agent: Compte) -> HttpResponseBase:
        try:
            if not acte.possible(objet, agent):
                raise ActeImpossible(_PLUS_A_FAIRE)
            return _Page(admin, acte, request, objet, agent).repondre()
        except ActeImpossible as refus:
            messages.error(request, str(refus))
            return redirect(adresse_fiche(objet))

    return vue


class _Page:
    """One request about an act. What it raises as `ActeImpossible` ends on the fiche."""

    def __init__(self, admin: "AdminPortail", acte: ActeDeFiche, request: HttpRequest, objet: Any, agent: Compte):
        self.admin, self.acte, self.request, self.objet, self.agent = admin, acte, request, objet, agent
        self.saisi = request.POST if request.method == "POST" else None
        self.form: Form | None = acte.formulaire(self.saisi) if acte.formulaire else None
        self.erreur = ""

    def repondre(self) -> HttpResponseBase:
        relu: Lignes | None = None
        if self.saisi is not None and _CORRIGER not in self.saisi and (self.form is None or self.form.is_valid()):
            try:
                relu = self._relire()
                if relu is None:
                    self._faire()
                    return redirect(adresse_fiche(self.objet))
            except ActeImpossible as refus:
                self._refuser(refus)
        return self._montrer(relu)

    def _relire(self) -> Lignes | None:
        """What has to be read again before the act; `None` once it was."""
        if self.acte.relecture is None or (self.saisi and _CONFIRMER in self.saisi):
            return None
        return self.acte.relecture(self.objet, **self._valeurs())

    def _faire(self) -> None:
        saisie = self._valeurs()
        if self.acte.vu:
            saisie["vu"] = self.acte.vu(self.objet)
            if self.saisi and self.saisi.get(_VU, str(saisie["vu"])) != str(saisie["vu"]):
                raise _AChange(_CHANGE)
        messages.success(self.request, self.acte.faire(self.objet, self.agent, **saisie))

    def _refuser(self, refus: ActeImpossible) -> None:
        """Said on the page when something has to be read or typed again."""
        if self.form is not None:
            self.form.add_error(None, str(refus))
        elif isinstance(refus, _AChange):
            self.erreur = str(refus)
        else:
            raise refus

    def _valeurs(self) -> dict[str, Any]:
        return dict(self.form.cleaned_data) if self.form else {}

    def _montrer(self, relu: Lignes | None) -> HttpResponseBase:
        acte = self.acte
        contexte = {
            "acte": acte,
            "objet": self.objet,
            "form": self.form,
            "erreur": self.erreur,
            "apercu": acte.apercu(self.objet),
            "relu": relu,
            "vu": acte.vu(self.objet) if acte.vu else None,
            "se_relit": acte.relecture is not None,  # a template would call it
            "fiche": adresse_fiche(self.objet),
        }
        return render(self.request, acte.gabarit, self.admin.contexte(self.request, title=acte.titre, **contexte))


class _AChange(ActeImpossible):
    """What was seen is no more: the page is shown again, as things are now."""
