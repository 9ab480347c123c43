"""Asking for a provisional password: who, by which way, then where it is."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.captcha import csp_du_captcha
from accounts.enums import Canal
from accounts.provisoires.symboles import presenter
from accounts.reinitialisation import parcours, services
from accounts.reinitialisation.duree import duree_egale
from accounts.reinitialisation.forms import ChoixForm, IdentificationForm, SuiviForm
from accounts.reinitialisation.limites import admettre_demande, admettre_identification, admettre_suivi
from accounts.reinitialisation.proposition import adresse_masquee
from accounts.reinitialisation.suivi import suivi_de

Vue = Callable[..., HttpResponseBase]


def _pour_un_visiteur(vue: Vue) -> Vue:
    """Who is logged in has no need of it: their session keeps nothing of a request."""

    @wraps(vue)
    def enveloppe(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return redirect(settings.LOGIN_REDIRECT_URL) if request.user.is_authenticated else vue(request, *args, **kwargs)

    return enveloppe


@login_not_required
@never_cache
@csp_du_captcha
@sensitive_post_parameters("numero")
@require_http_methods(["GET", "HEAD", "POST"])
@duree_egale("POST")
@_pour_un_visiteur
def identification(request: HttpRequest, *, titre: str) -> HttpResponse:
    """Who asks. Whether the dossier exists is not looked at here."""
    form = IdentificationForm(request.POST or None, request=request)
    if form.is_valid():
        admettre_identification(request)
        parcours.commencer(request.session, **form.dossier)
        return redirect("accounts:choix_mot_de_passe")
    return render(request, "accounts/reinitialisation/identification.html", {"form": form, "titre": titre})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@duree_egale("GET", "HEAD", "POST")
@_pour_un_visiteur
def choix(request: HttpRequest) -> HttpResponse:
    """By which way, offered alike for dossiers that do not exist."""
    ici = parcours.en_cours(request.session, maintenant=timezone.now())
    if ici is None:
        return redirect("accounts:mot_de_passe_oublie")
    if ici.canal:
        return redirect("accounts:demande_enregistree")
    masque = adresse_masquee(ici.type_dossier, ici.numero)
    form = ChoixForm(request.POST or None, masque=masque)
    if form.is_valid():
        demande = {
            "type_dossier": ici.type_dossier,
            "numero": ici.numero,
            "reference": ici.reference,
            "canal": form.cleaned_data["canal"],
        }
        admettre_demande(request, **demande)
        services.enregistrer_demande(**demande, par=None)
        parcours.conclure(request.session, ici, canal=demande["canal"])
        return redirect("accounts:demande_enregistree")
    return render(request, "accounts/reinitialisation/choix.html", {"form": form, "masque": masque})


@login_not_required
@never_cache
@require_safe
@_pour_un_visiteur
def demande_enregistree(request: HttpRequest) -> HttpResponse:
    """The reference to keep, and what happens next."""
    ici = parcours.en_cours(request.session, maintenant=timezone.now())
    if ici is None or ici.canal is None:
        return redirect("accounts:mot_de_passe_oublie")
    contexte = {"reference": presenter(ici.reference), "par_lettre": ici.canal is Canal.LETTRE}
    return render(request, "accounts/reinitialisation/demande_enregistree.html", contexte)


@login_not_required
@never_cache
@sensitive_post_parameters("reference")
@require_http_methods(["GET", "HEAD", "POST"])
@duree_egale("POST")
def suivi(request: HttpRequest) -> HttpResponse:
    """Where the letter is. The reference is never in an address, which histories and logs keep."""
    form, trouve = SuiviForm(request.POST or None), None
    if form.is_valid():
        charge = admettre_suivi(request)
        if trouve := suivi_de(form.cleaned_data["reference"]):
            charge.rendre()
        else:
            form.add_error("reference", _INCONNUE)
    return render(request, "accounts/reinitialisation/suivi.html", {"form": form, "suivi": trouve})


_INCONNUE = (
    "Nous ne trouvons pas cette référence. Vérifiez-la lettre par lettre\u202f; au bout de quatre mois, elle s’efface. "
    "Vous pouvez toujours faire une nouvelle demande."
)
