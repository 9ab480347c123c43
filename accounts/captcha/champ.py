"""The field, and the forms that have one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.safestring import SafeString

from accounts.captcha import recaptcha, sans_javascript
from accounts.captcha.fournisseur import SANS_JAVASCRIPT, Contexte, Fournisseur, Indisponible, Refus, Trace
from accounts.captcha.preuve_de_travail import PreuveDeTravail
from accounts.captcha.recaptcha import Recaptcha
from accounts.captcha.reserve import laissez_passer
from accounts.captcha.sans_javascript import SansJavascript

_PANNE = "Le service de vérification de Google ne répond pas. Cochez la case ci-dessous, puis validez de nouveau."


class CaptchaWidget(forms.Widget):
    """Draws the way this person is to prove themselves. Bound to one request by its field."""

    contexte: Contexte | None = None
    google_est_en_panne = False

    def use_required_attribute(self, initial: Any) -> bool:
        return False

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        """What was sent; Google's answer comes under its own name, and is marked as such."""
        envoye, jeton = data.get(name), data.get(recaptcha.JETON)
        if not envoye and jeton and settings.CAPTCHA == "recaptcha":
            return f"{recaptcha.PREFIXE}{jeton}"
        return str(envoye or "")

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        contexte = self.lie()
        attributs = attrs or {}
        trace = Trace(name, attributs.get("id") or name, attributs.get("aria-describedby", ""), str(value or ""))
        return self._a_montrer(contexte, trace.valeur).render(contexte, trace)

    def lie(self) -> Contexte:
        if self.contexte is None:
            raise ImproperlyConfigured("a CaptchaField belongs in a FormulaireAvecCaptcha, given its request")
        return self.contexte

    def _a_montrer(self, contexte: Contexte, valeur: str) -> Fournisseur:
        if valeur.startswith(sans_javascript.PREFIXE) or SANS_JAVASCRIPT in contexte.request.GET:
            return SansJavascript()
        if settings.CAPTCHA != "recaptcha":
            return PreuveDeTravail()
        if self.google_est_en_panne or recaptcha.disjoncteur.est_ouvert:
            return PreuveDeTravail(laissez_passer(contexte))
        return Recaptcha()


class CaptchaField(forms.Field):
    """« Je ne suis pas un robot ». A proof made for one `formulaire` (a slug) is worth nothing in another."""

    def __init__(self, *, formulaire: str) -> None:
        # Not required: what is missing is said by whoever was to judge it.
        super().__init__(
            label="Je ne suis pas un robot",
            required=False,
            widget=CaptchaWidget,
            template_name="accounts/captcha/champ.html",
        )
        self.formulaire = formulaire

    def lier(self, request: HttpRequest) -> None:
        """To be called on a form's own copy of the field."""
        assert isinstance(self.widget, CaptchaWidget)
        self.widget.contexte = Contexte(request, self.formulaire)

    def refus(self, reponse: str) -> str:
        """Verifies, once. Empty when the proof is made, else what to tell the person."""
        assert isinstance(self.widget, CaptchaWidget)
        verdict = _voie(reponse).verify(self.widget.lie(), reponse)
        if isinstance(verdict, Indisponible):
            self.widget.google_est_en_panne = True
            return _PANNE
        return verdict.message if isinstance(verdict, Refus) else ""


class FormulaireAvecCaptcha(forms.Form):
    """A form that lets no robot in. The proof is used up last, once everything else is right."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in self._captchas().values():
            champ.lier(request)

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or self.errors:
            return
        for nom, champ in self._captchas().items():
            if message := champ.refus(self.cleaned_data[nom]):
                self.add_error(nom, message)

    def _captchas(self) -> dict[str, CaptchaField]:
        return {nom: champ for nom, champ in self.fields.items() if isinstance(champ, CaptchaField)}


def _voie(reponse: str) -> Fournisseur:
    """Who can judge `reponse`. A proof of work is always heard: only who may have a challenge differs."""
    if reponse.startswith(sans_javascript.PREFIXE):
        return SansJavascript()
    if settings.CAPTCHA == "recaptcha" and (not reponse or reponse.startswith(recaptcha.PREFIXE)):
        return Recaptcha()
    return PreuveDeTravail()
