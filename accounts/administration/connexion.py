"""The pages by which an agent comes in and goes out."""

from base64 import b32encode
from urllib.parse import quote

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.administration.formulaires import CODE_REFUSE, REFUS, CodeForm, ConnexionAgentForm, InstallationForm
from accounts.agents.confiance import est_un_agent, est_verifie
from accounts.agents.connexion import (
    a_installer,
    authentificateur_de,
    connecter_agent,
    deconnecter_agent,
    installer,
    redonner_code,
)
from accounts.agents.installation import a_la_cle_de_la_session
from accounts.appareils import retenir_agent
from accounts.models import Authentificateur, Compte


@login_not_required
@never_cache
@sensitive_post_parameters("mot_de_passe", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def connexion(request: HttpRequest) -> HttpResponse:
    """Identifiant, password and code, on one page: no answer says which was wrong."""
    if est_verifie(request):
        return HttpResponseRedirect(_suite(request))
    form = ConnexionAgentForm(request.POST or None)
    if form.is_valid():
        if connecter_agent(request, **form.cleaned_data):
            return _entree(request, _suite(request)) if est_verifie(request) else redirect("admin:installation")
        form.add_error(None, REFUS)
    contexte = {"form": form, "suite": _demandee(request), "fin": request.GET.get("fin", "")}
    return render(request, "admin/login.html", contexte)


@require_POST
def deconnexion(request: HttpRequest) -> HttpResponse:
    """Ends the session on the server."""
    deconnecter_agent(request)
    messages.success(request, "Vous êtes déconnecté.")
    reponse = redirect("admin:login")
    reponse["Clear-Site-Data"] = '"cache"'
    return reponse


@never_cache
@sensitive_post_parameters("mot_de_passe", "confirmation", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def installation(request: HttpRequest) -> HttpResponse:
    """A password of one's own, and the application that gives codes. Once: later, another agent opens it again."""
    if not est_un_agent(request):
        raise Http404
    if est_verifie(request):
        return redirect("admin:index")
    assert isinstance(request.user, Compte)
    appareil = authentificateur_de(request.user)
    if appareil is None or not a_installer(appareil, le=timezone.now()):
        raise Http404
    if not a_la_cle_de_la_session(request.session, appareil):
        raise Http404
    form = InstallationForm(request.POST or None, compte=request.user)
    if form.is_valid():
        saisie = form.cleaned_data
        if installer(request, compte=request.user, mot_de_passe=saisie["mot_de_passe"], code=saisie["code"]):
            messages.success(request, "Votre mot de passe et votre application sont enregistrés.")
            return _entree(request, resolve_url("admin:index"))
        form.add_error("code", CODE_REFUSE)
    contexte = {"form": form, "cle": _lisible(appareil), "dessin": _dessin(appareil), "menu": []}
    return render(request, "admin/installation.html", contexte)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Another code before an act that matters, then back to it."""
    assert isinstance(request.user, Compte)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if redonner_code(request, compte=request.user, code=form.cleaned_data["code"]):
            return HttpResponseRedirect(_suite(request))
        form.add_error("code", CODE_REFUSE)
    from accounts.administration.site import site  # the site is made of these pages

    vide = {"gardes": [], "fichiers": Form()}  # see `code_frais`
    contexte = {**site.each_context(request), "form": form, "suite": _demandee(request), **vide}
    return render(request, "admin/code.html", contexte)


def _entree(request: HttpRequest, adresse: str) -> HttpResponse:
    """Goes on, from a browser that this agent is known by."""
    assert isinstance(request.user, Compte)
    reponse = HttpResponseRedirect(adresse)
    retenir_agent(request, reponse, compte=request.user)
    return reponse


def _demandee(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next") or ""


def _suite(request: HttpRequest) -> str:
    """The page of the back office that was asked for."""
    suite, accueil = _demandee(request), resolve_url("admin:index")
    sure = url_has_allowed_host_and_scheme(suite, {request.get_host()}, require_https=request.is_secure())
    return suite if sure and suite.startswith(accueil) else accueil


def _lisible(appareil: Authentificateur) -> str:
    """The key, for whoever types it: groups of four letters."""
    cle = b32encode(appareil.cle).decode()
    return " ".join(cle[debut : debut + 4] for debut in range(0, len(cle), 4))


def _dessin(appareil: Authentificateur) -> SafeString:
    """The QR code of the key, as the applications read it; an SVG without style."""
    emetteur = quote(settings.CAISSE_NOM.replace(":", " "))
    adresse = (
        f"otpauth://totp/{emetteur}:{quote(appareil.user.get_username())}"
        f"?secret={b32encode(appareil.cle).decode()}&issuer={emetteur}"
    )
    dessin = segno.make(adresse, error="m", micro=False).svg_inline(scale=5, dark="#000", light="#fff", border=3)
    nomme = dessin.replace("<svg ", '<svg role="img" aria-label="Dessin à lire avec votre application" ', 1)
    return mark_safe(nomme)  # noqa: S308 - drawn by segno from what we wrote
