"""The addresses of FranceConnect, under `/demonstration/franceconnect/api/v2/`."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.captcha.usage import consommer
from demonstration.acces import demonstration_seulement
from demonstration.franceconnect import jetons
from demonstration.franceconnect.demandes import AUTORISES_SORTIE, acr_refuse, est_declaree, faute
from demonstration.franceconnect.identites import identite, identites

_TEMOIN = "franceconnect-demonstration"
_DUREE_SESSION = 30 * 60  # seconds
_DUREE_DEMANDE = 15 * 60


@csrf_exempt
@demonstration_seulement
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Who are you? The choice of an identity stands for the identity provider and its password."""
    parametres = (request.POST if request.method == "POST" else request.GET).dict()
    if code := faute(parametres):
        return _erreur(request, code)
    if acr_refuse(parametres["acr_values"]):
        return _retour(parametres, error="invalid_acr", error_description="acr_values is not valid")
    gardes = {nom: parametres[nom] for nom in ("redirect_uri", "state", "nonce", "scope")}
    contexte = {
        "demande": jetons.emettre("demande", **gardes),
        "identites": identites(),
        "connue": _session(request),
    }
    return render(request, "demonstration/franceconnect/choix.html", contexte)


@demonstration_seulement
@require_safe
def choisir(request: HttpRequest) -> HttpResponse:
    """An identity is chosen, or none: back to the portal."""
    demande = jetons.lire("demande", request.GET.get("demande", ""), duree=_DUREE_DEMANDE)
    if demande is None:
        return _erreur(request, "Y030007")
    choisie = identite(request.GET.get("identite", ""))
    if choisie is None:
        return _retour(demande, error="access_denied", error_description="User auth aborted")
    gardes = {nom: demande[nom] for nom in ("redirect_uri", "nonce", "scope")}
    reponse = _retour(demande, code=jetons.emettre("code", identite=choisie.cle, **gardes))
    reponse.set_cookie(
        _TEMOIN, jetons.emettre("session", identite=choisie.cle), max_age=_DUREE_SESSION, httponly=True,
        samesite="Lax", path="/demonstration/franceconnect/",
    )  # fmt: skip
    return reponse


@csrf_exempt
@demonstration_seulement
@require_POST
def token(request: HttpRequest) -> HttpResponse:
    """A code against tokens, once, for who knows the secret (`client_secret_post`)."""
    donnes = request.POST
    if donnes.get("client_id") != settings.FRANCECONNECT_CLIENT_ID or not constant_time_compare(
        donnes.get("client_secret", ""), settings.FRANCECONNECT_CLIENT_SECRET
    ):
        return _json_refus(401, "invalid_client")
    code = jetons.lire("code", donnes.get("code", ""), duree=jetons.DUREE_CODE)
    choisie = identite(code["identite"]) if code else None
    if code is None or choisie is None or donnes.get("grant_type") != "authorization_code":
        return _json_refus(400, "invalid_grant")
    fin = timezone.now() + timedelta(seconds=jetons.DUREE_CODE)
    if donnes.get("redirect_uri") != code["redirect_uri"] or not consommer(cle=f"fc:{code['jti']}", expire_le=fin):
        return _json_refus(400, "invalid_grant")
    return JsonResponse({
        "access_token": jetons.emettre("acces", identite=choisie.cle),
        "expires_in": jetons.DUREE_JETON,
        "id_token": jetons.id_token(choisie, nonce=code["nonce"]),
        "scope": code["scope"],
        "token_type": "Bearer",
    })  # fmt: skip


@demonstration_seulement
@require_safe
def userinfo(request: HttpRequest) -> HttpResponse:
    """The identité pivot, as a signed JWT and never as JSON."""
    sorte, _, valeur = request.headers.get("Authorization", "").partition(" ")
    acces = jetons.lire("acces", valeur, duree=jetons.DUREE_JETON) if sorte == "Bearer" else None
    choisie = identite(acces["identite"]) if acces else None
    if choisie is None:
        return _json_refus(401, "invalid_token")
    return HttpResponse(jetons.userinfo(choisie), content_type="application/jwt")


@demonstration_seulement
@require_safe
def session_end(request: HttpRequest) -> HttpResponse:
    """Forgets who is there, and goes back to the portal when it says where."""
    parametres = request.GET.dict()
    retour = parametres.get("post_logout_redirect_uri", "")
    if set(parametres) - AUTORISES_SORTIE or jetons.sub_de_l_indice(parametres.get("id_token_hint", "")) is None:
        return _erreur(request, "Y030007")
    if retour and not est_declaree(retour, "accounts:sortie_franceconnect"):
        return _erreur(request, "Y030007")
    etat = {"state": parametres["state"]} if parametres.get("state") else {}
    if retour:
        reponse: HttpResponse = HttpResponseRedirect(f"{retour}?{urlencode(etat)}" if etat else retour)
    else:
        reponse = render(request, "demonstration/franceconnect/fin.html")
    reponse.delete_cookie(_TEMOIN, path="/demonstration/franceconnect/")
    return reponse


@demonstration_seulement
@require_safe
def jwks(request: HttpRequest) -> HttpResponse:
    return JsonResponse(jetons.jeu_de_cles())


@demonstration_seulement
@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """Discovery: the portal does not read it, people do."""
    emetteur = settings.FRANCECONNECT_EMETTEUR
    return JsonResponse({
        "issuer": emetteur,
        "authorization_endpoint": f"{emetteur}/authorize",
        "token_endpoint": f"{emetteur}/token",
        "userinfo_endpoint": f"{emetteur}/userinfo",
        "jwks_uri": f"{emetteur}/jwks",
        "end_session_endpoint": f"{emetteur}/session/end",
        "response_types_supported": ["code"],
        "subject_types_supported": ["pairwise"],
        "acr_values_supported": ["eidas1"],
        "id_token_signing_alg_values_supported": [jetons.ALGORITHME],
        "userinfo_signing_alg_values_supported": [jetons.ALGORITHME],
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    })  # fmt: skip


def _session(request: HttpRequest) -> Any:
    """Who came less than half an hour ago from this browser: they need not say it again."""
    gardee = jetons.lire("session", request.COOKIES.get(_TEMOIN, ""), duree=_DUREE_SESSION)
    return identite(gardee["identite"]) if gardee else None


def _retour(demande: dict[str, str], **parametres: str) -> HttpResponse:
    suite = urlencode({**parametres, "state": demande["state"], "iss": settings.FRANCECONNECT_EMETTEUR})
    return HttpResponseRedirect(f"{demande['redirect_uri']}?{suite}")


def _erreur(request: HttpRequest, code: str) -> HttpResponse:
    """FranceConnect's own page: it sends nobody back to who asked badly."""
    return render(request, "demonstration/franceconnect/erreur.html", {"code": code}, status=400)


def _json_refus(statut: int, erreur: str) -> JsonResponse:
    aide = f"https://docs.partenaires.franceconnect.gouv.fr/fs/fs-technique/fs-technique-erreurs/?error={erreur}"
    return JsonResponse({"error": erreur, "error_description": erreur, "error_uri": aide}, status=statut)
