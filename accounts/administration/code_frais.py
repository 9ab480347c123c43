"""Asking for another code before an act that matters, and losing nothing of what was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters

from accounts.administration.formulaires import CODE_REFUSE, CodeForm
from accounts.administration.site import site
from accounts.agents.confiance import code_recent, page_du_code
from accounts.agents.connexion import redonner_code
from accounts.models import Compte

_CODE = "code"
_JAMAIS_GARDES = {_CODE, "csrfmiddlewaretoken"}
Vue = Callable[..., HttpResponseBase]


def exiger_totp_recent(vue: Vue) -> Vue:
    """For acts that matter: asks for another code first, then comes back to the page.

    What was typed goes through the page of the code and reaches `vue` with it; files alone are chosen again.
    On a method, wrap it: `@method_decorator(exiger_totp_recent)`.
    """

    @wraps(vue)
    @sensitive_post_parameters(_CODE)
    def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if code_recent(request):
            return vue(request, *args, **kwargs)
        gardes = [(nom, valeur) for nom, valeur in request.POST.items() if nom not in _JAMAIS_GARDES]
        if not gardes and not request.FILES:
            return HttpResponseRedirect(page_du_code(request.get_full_path()))
        form = CodeForm(request.POST if _CODE in request.POST else None)
        if _est_bon(request, form):
            return vue(request, *args, **kwargs)
        contexte = {"form": form, "suite": "", "gardes": gardes, "fichiers": _a_choisir(request)}
        return render(request, "admin/code.html", {**site.each_context(request), **contexte})

    return gardee


def _est_bon(request: HttpRequest, form: CodeForm) -> bool:
    assert isinstance(request.user, Compte)
    if not form.is_valid():
        return False
    if redonner_code(request, compte=request.user, code=form.cleaned_data[_CODE]):
        return True
    form.add_error(_CODE, CODE_REFUSE)
    return False


def _a_choisir(request: HttpRequest) -> forms.Form:
    """The files that were sent: no page can put them back in their fields."""
    form = forms.Form()
    for nom, fichier in request.FILES.items():
        form.fields[nom] = forms.FileField(label=f"Choisissez de nouveau le fichier « {fichier} »")
    return form
