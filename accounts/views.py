"""Pages about who is there."""

from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.acces import RequeteMembre, lecture
from accounts.appareils import retenir_appareil
from accounts.choix.presentation import Issue, Presentation, message_du_secret
from accounts.forms import REFUS, ConnexionForm
from accounts.franceconnect import services as franceconnect
from accounts.franceconnect.attente import prendre_sortie, sortie_scellee
from accounts.franceconnect.selectors import acces_choisi, choix_de_dossiers, lien_du_dossier
from accounts.franceconnect.sortie import vers_la_sortie
from accounts.models import Compte
from accounts.selectors import fiche_du_dossier
from carpimko_portal.lib.nombres import ecrire_numero


@login_not_required
@never_cache
@sensitive_post_parameters("mot_de_passe")
@require_http_methods(["GET", "HEAD", "POST"])
def connexion(request: HttpRequest) -> HttpResponse:
    """FranceConnect first, then the numéro de dossier."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_suite(request))
    form = ConnexionForm(request.POST or None)
    if form.is_valid():
        entree = services.connecter(request, **form.cleaned_data)
        if isinstance(entree, Presentation) and entree.issue is Issue.OUVRE:
            return redirect("accounts:choisir_mot_de_passe")
        if isinstance(entree, Compte):
            reponse = HttpResponseRedirect(_suite(request))
            retenir_appareil(request, reponse, compte=entree, **form.dossier)
            return reponse
        form.add_error(None, message_du_secret(entree) if entree else REFUS)
    suite = request.GET.get("next", "")
    contexte = {
        "form": form,
        "fin": request.GET.get("fin", ""),
        "suite": suite,
        "suite_franceconnect": f"?{urlencode({'next': suite})}" if suite else "",
        "reste_franceconnect": bool(sortie_scellee(request.session)),
    }
    return render(request, "accounts/connexion.html", contexte)


@require_POST
def deconnexion(request: HttpRequest) -> HttpResponse:
    """Ends the session on the server and clears what the browser kept; goes on to FranceConnect when it was used."""
    id_token = prendre_sortie(request.session)
    services.deconnecter(request)
    if id_token and settings.FRANCECONNECT_ACTIF:
        reponse: HttpResponse = vers_la_sortie(request, id_token)
    else:
        messages.success(request, "Vous êtes déconnecté. À bientôt.")
        reponse = redirect("accueil")
    reponse["Clear-Site-Data"] = '"cache"'
    return reponse


@require_POST
def prolonger(request: HttpRequest) -> HttpResponse:
    """Keeps the session open: reaching any private page does, this one answers with nothing."""
    return HttpResponse(status=204)


@lecture
def compte(request: RequeteMembre) -> HttpResponse:
    """What the fund knows of the person."""
    contexte = {"fiche": fiche_du_dossier(request.dossier), "lien_franceconnect": lien_du_dossier(request.dossier)}
    return render(request, "accounts/compte.html", contexte)


@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers this person may work on, one of which is open."""
    return render(request, "accounts/dossiers.html", {"choix": choix_de_dossiers(request)})


@require_POST
def changer_de_dossier(request: HttpRequest) -> HttpResponse:
    """Goes on with another dossier, without another connexion."""
    acces = acces_choisi(request, request.POST.get("acces", ""))
    if acces is None:
        raise Http404
    franceconnect.changer_de_dossier(request, acces=acces, par=cast("Compte", request.user))
    messages.success(request, f"Vous consultez maintenant le dossier {ecrire_numero(acces.dossier.numero)}.")
    return redirect("espace")


def _suite(request: HttpRequest) -> str:
    """Where to go after the connexion: the page that was asked for, if it is one of ours."""
    demandee = request.POST.get("next") or request.GET.get("next") or ""
    sure = url_has_allowed_host_and_scheme(demandee, {request.get_host()}, require_https=request.is_secure())
    return demandee if sure else resolve_url(settings.LOGIN_REDIRECT_URL)
