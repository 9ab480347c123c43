"""The challenge, drawn when the box is ticked: a person who types slowly never meets an expired one."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.captcha.fournisseur import Contexte
from accounts.captcha.limites import admettre_defi
from accounts.captcha.preuve_de_travail import nouveau_defi
from accounts.captcha.reserve import est_valable


@login_not_required
@never_cache
@require_safe
def defi(request: HttpRequest, formulaire: str) -> JsonResponse:
    """A challenge for this browser and this form. Where reCAPTCHA is asked, only with a laissez-passer.

    Raises `TropDeDemandes`.
    """
    contexte = Contexte(request, formulaire)
    if settings.CAPTCHA == "recaptcha" and not est_valable(contexte, request.GET.get("reserve", "")):
        raise Http404
    admettre_defi(request)
    return JsonResponse(nouveau_defi(contexte))
