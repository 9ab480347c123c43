"""Calls: what was asked, and issuing what has to be."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_http_methods

from accounts.administration.actes import ActeDeFiche, Lignes
from accounts.administration.base import AdminPortail
from accounts.administration.code_frais import exiger_totp_recent
from accounts.administration.menu import Rubrique
from accounts.administration.renvois import adresse_fiche
from accounts.enums import TypeDossier
from accounts.models import Compte, Dossier
from carpimko_portal.lib.dates import ecrire_date, ecrire_moment
from carpimko_portal.lib.montants import ecrire_montant
from cotisations.administration import noms
from cotisations.appels.presentation import AppelDit, dire_emission
from cotisations.appels.refus import AppelImpossible
from cotisations.appels.selectors import lire_appel
from cotisations.appels.services import emettre_appel, previsualiser_appel
from cotisations.calcul import annees_connues
from cotisations.models import AppelCotisation


def _rectifier(appel: AppelCotisation, par: Compte) -> str:
    emis = emettre_appel(dossier=appel.dossier, annee=appel.annee, par=par)
    if emis == appel:
        return "Rien n’avait changé depuis : cet appel reste en vigueur."
    return f"L’appel rectificatif {emis.annee} (version {emis.version}) est émis."


def _apercu(appel: AppelCotisation) -> AppelDit | None:
    emission = previsualiser_appel(dossier=appel.dossier, annee=appel.annee)
    return dire_emission(emission) if emission else None


def est_en_vigueur(appel: AppelCotisation) -> bool:
    """Whether no later version replaces it. No query when `remplace_par` was read with it."""
    return not hasattr(appel, "remplace_par")


class EmissionForm(forms.Form):
    """Whose call, and of which year."""

    numero = forms.RegexField(
        r"^[0-9]{7}\Z",
        label="Numéro de dossier",
        help_text="Sept chiffres.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "champ-numero"}),
        error_messages={
            "required": "Indiquez le numéro de dossier.",
            "invalid": "Un numéro d’affilié a sept chiffres.",
        },
    )
    annee = forms.TypedChoiceField(
        label="Année de cotisation",
        coerce=int,
        error_messages={
            "required": "Choisissez l’année.",
            "invalid_choice": "Il n’y a pas de barème pour cette année.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["annee"]
        assert isinstance(champ, forms.TypedChoiceField)
        champ.choices = [(annee, str(annee)) for annee in reversed(annees_connues())]

    def clean_numero(self) -> Dossier:
        numero: str = self.cleaned_data["numero"]
        dossier = Dossier.objects.du_numero(TypeDossier.AFFILIE, numero).first()
        if dossier is None:
            raise forms.ValidationError("Aucun affilié n’a ce numéro.")
        return dossier


class AppelAdmin(AdminPortail):
    """Lists calls, shows each with its lines, issues one or its rectification."""

    titre = "Appels de cotisations"
    rubrique = Rubrique.COTISATIONS
    colonnes = [
        ("Émis le", lambda appel: ecrire_date(appel.emis_le)),
        ("Dossier", lambda appel: noms.dossier(appel.dossier)),
        ("Année", lambda appel: appel.annee),
        ("Version", lambda appel: appel.version),
        ("Cause", lambda appel: appel.get_cause_display()),
        ("Total", lambda appel: ecrire_montant(appel.total_centimes)),
        ("État", lambda appel: "En vigueur" if est_en_vigueur(appel) else "Remplacé"),
    ]
    aide_recherche = "Numéro de dossier"
    search_fields = ["=dossier__numero"]
    list_filter = ["annee", "cause"]
    ordering = ["-pk"]
    change_list_template = "admin/cotisations/appels.html"
    gabarit_fiche = "admin/cotisations/appel.html"
    actes = [
        ActeDeFiche(
            code="rectifier",
            titre="Émettre un appel rectificatif",
            phrase="Cet appel sera remplacé par un autre, calculé sur ce que la caisse sait aujourd’hui : "
            "déclarations, conventionnement, affiliation, estimation. Les écritures d’avant sont contre-passées, et "
            "seules les échéances à venir changent.",
            permission="emettre_appel",
            faire=_rectifier,
            possible=lambda appel, agent: est_en_vigueur(appel),
            apercu=_apercu,
            gabarit="admin/cotisations/rectifier.html",
        )
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AppelCotisation]:
        return AppelCotisation.objects.select_related("dossier", "emis_par", "remplace_par")

    def pages(self) -> list[URLPattern]:
        vue = require_http_methods(["GET", "HEAD", "POST"])(self.emettre)
        return [path("emettre/", self.page(vue), name="cotisations_appelcotisation_emettre")]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        peut = {"peut_emettre": self.peut(request, "emettre_appel")}
        return super().changelist_view(request, {**(extra_context or {}), **peut})

    def fiche(self, objet: AppelCotisation) -> list[tuple[str, Lignes]]:
        par = objet.emis_par.identifiant if objet.emis_par else "Le portail"
        return [
            (
                "Émission",
                [
                    ("Dossier", noms.dossier_nomme(objet.dossier)),
                    ("Émis le", ecrire_moment(objet.emis_le)),
                    ("Par", par),
                    ("Version", objet.version),
                    ("Cause", objet.get_cause_display()),
                    ("État", "En vigueur" if est_en_vigueur(objet) else "Remplacé"),
                    ("Périodicité", objet.get_periodicite_display()),
                    ("Conventionné", "Oui" if objet.est_conventionne else "Non"),
                ],
            )
        ]

    def contexte_fiche(self, request: HttpRequest, objet: AppelCotisation) -> dict[str, Any]:
        return {"dit": lire_appel(objet).dit, "en_vigueur": est_en_vigueur(objet)}

    @method_decorator(exiger_totp_recent)
    def emettre(self, request: HttpRequest) -> HttpResponseBase:
        """Whose (GET), then what it will say (GET with both), then issuing it (POST)."""
        agent = self.exiger(request, "emettre_appel")
        saisie = request.POST if request.method == "POST" else request.GET
        form = EmissionForm(saisie or None)
        contexte = self.contexte(request, title="Émettre l’appel d’un dossier", form=form, dit=None)
        if form.is_valid():
            try:
                if request.method == "POST":
                    return self._emis(request, form, agent)
                contexte |= self._avant(form)
            except AppelImpossible as refus:
                form.add_error(None, str(refus)[:1].upper() + str(refus)[1:])
        return render(request, "admin/cotisations/emettre.html", contexte)

    def _emis(self, request: HttpRequest, form: EmissionForm, agent: Compte) -> HttpResponseBase:
        saisie = form.cleaned_data
        appel = emettre_appel(dossier=saisie["numero"], annee=saisie["annee"], par=agent)
        messages.success(request, f"L’appel {appel.annee} du dossier {appel.dossier.numero} est en vigueur.")
        return redirect(adresse_fiche(appel))

    def _avant(self, form: EmissionForm) -> dict[str, Any]:
        saisie = form.cleaned_data
        emission = previsualiser_appel(dossier=saisie["numero"], annee=saisie["annee"])
        return {
            "dit": dire_emission(emission) if emission else None,
            "est_inchange": emission is None,
            "dossier": saisie["numero"],
            "annee": saisie["annee"],
        }
