"""A form with the field, the page that shows it, and a robot patient enough to solve its challenge."""

import base64
import json
from typing import Any

from altcha import Challenge, solve_challenge
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import RequestFactory
from django.urls import path

from accounts.captcha import CaptchaField, FormulaireAvecCaptcha, csp_du_captcha
from accounts.captcha.fournisseur import Contexte
from accounts.captcha.preuve_de_travail import nouveau_defi
from carpimko_portal.urls import handler400, handler403, handler404, handler500
from carpimko_portal.urls import urlpatterns as _reelles

SECRET = "a" * 32  # of the CSRF cookie: who the browser is


class EssaiForm(FormulaireAvecCaptcha):
    nom = forms.CharField(label="Votre nom", error_messages={"required": "Indiquez votre nom."})
    captcha = CaptchaField(formulaire="essai")


class AutreForm(FormulaireAvecCaptcha):
    nom = forms.CharField(label="Votre nom")
    captcha = CaptchaField(formulaire="autre")


@login_not_required
@csp_du_captcha
def page(request: HttpRequest) -> HttpResponse:
    form = EssaiForm(request.POST or None, request=request)
    return render(request, "essai.html", {"form": form, "admis": form.is_valid()})


__all__ = ["handler400", "handler403", "handler404", "handler500"]
urlpatterns = [*_reelles, path("essai/", page, name="essai")]

GABARIT = """{% extends "base.html" %}
{% block prefixe %}{% if form.errors %}Erreur\u00a0: {% endif %}{% endblock %}
{% block titre %}Essai{% endblock %}
{% block contenu %}{% if admis %}<h1>Bienvenue</h1>{% else %}<h1>Essai</h1>
<form method="post" novalidate>{% csrf_token %}{% resume_erreurs form %}{{ form }}
<button class="bouton">Valider</button></form>
{% endif %}{% endblock %}"""


def requete(
    *, secret: str = SECRET, ip: str = "192.0.2.1", session: str | None = None, adresse: str = "/"
) -> HttpRequest:
    """The request of one browser."""
    demande = RequestFactory().get(adresse, REMOTE_ADDR=ip)
    demande.META["CSRF_COOKIE"] = secret
    demande.session = SessionStore(session)
    return demande


def resoudre(defi: dict[str, Any]) -> str:
    """What a browser answers to a challenge."""
    solution = solve_challenge(Challenge.from_dict(defi))
    assert solution
    return encoder({"challenge": defi, "solution": solution.to_dict()})


def encoder(contenu: object) -> str:
    return base64.b64encode(json.dumps(contenu).encode()).decode()


def solution(formulaire: str = "essai", **qui: Any) -> str:
    return resoudre(nouveau_defi(Contexte(requete(**qui), formulaire)))


def refus(reponse: object, genre: type[FormulaireAvecCaptcha] = EssaiForm, **qui: Any) -> str:
    """What the form answers to the captcha; empty when it lets in."""
    form = genre({"nom": "Alice", "captcha": reponse}, request=requete(**qui))
    return " ".join(map(str, form.errors.get("captcha", [])))
