"""The pages of the restricted session. Without a secret in hand, they are closed like any private page."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from accounts.appareils import retenir_appareil
from accounts.choix import services
from accounts.choix.forms import ChoixForm
from accounts.choix.session import choix_commence, secret_tenu
from accounts.confirmations.pages import signaler
from accounts.confirmations.services import CodeRefuse, code_en_attente
from accounts.enums import ActionConfirmee, TypeDossier
from accounts.middleware import vers_la_connexion
from accounts.models import Compte, SecretProvisoire
from accounts.mots_de_passe.champs import AdresseForm, CodeForm

VueDuChoix = Callable[[HttpRequest, SecretProvisoire], HttpResponseBase]


def avec_secret(vue: VueDuChoix) -> Callable[[HttpRequest], HttpResponseBase]:
    """Gives the page the secret that its browser holds; leads everybody else to the connexion."""

    @login_not_required
    @never_cache
    @sensitive_post_parameters("mot_de_passe", "code")
    @wraps(vue)
    def gardee(request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            return redirect("espace")
        secret = secret_tenu(request.session, maintenant=timezone.now())
        if secret is None:
            return _perdu(request)
        try:
            return vue(request, secret)
        except services.PlusValable:
            return _perdu(request)

    return gardee


@avec_secret
@require_http_methods(["GET", "HEAD", "POST"])
def choisir(request: HttpRequest, secret: SecretProvisoire) -> HttpResponseBase:
    """The final password and the e-mail address."""
    form = ChoixForm(request.POST or None, secret=secret)
    if form.is_valid():
        compte = services.choisir_mot_de_passe(request, secret=secret, **form.cleaned_data)
        return _entrer(request, compte, secret) if compte else redirect("accounts:confirmer_choix")
    contexte = {"form": form, "dossier": secret.dossier, "par_courriel": bool(form.initial["courriel"])}
    return render(request, "accounts/choix/choisir.html", contexte)


@avec_secret
@require_http_methods(["GET", "HEAD", "POST"])
def confirmer(request: HttpRequest, secret: SecretProvisoire) -> HttpResponseBase:
    """The code that was sent to the address."""
    code = code_en_attente(request, action=ActionConfirmee.CHOIX)
    if code is None:
        return redirect("accounts:choisir_mot_de_passe")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            compte = services.confirmer_choix(request, secret=secret, saisie=form.cleaned_data["code"])
        except CodeRefuse as refus:
            signaler(form, refus)
        else:
            return _entrer(request, compte, secret)
    adresse = AdresseForm(initial={"courriel": code.adresse}, auto_id="adresse_%s")
    return render(request, "accounts/choix/confirmer.html", {"form": form, "adresse": adresse, "code": code})


@avec_secret
@require_POST
def renvoyer(request: HttpRequest, secret: SecretProvisoire) -> HttpResponseBase:
    """Another code, to the same address or to a corrected one."""
    code = code_en_attente(request, action=ActionConfirmee.CHOIX)
    if code is None:
        return redirect("accounts:choisir_mot_de_passe")
    adresse = AdresseForm(request.POST, auto_id="adresse_%s")
    if adresse.is_valid():
        services.envoyer_le_code(request, secret=secret, courriel=adresse.cleaned_data["courriel"])
        messages.success(request, "Un nouveau code est parti. Le précédent ne vaut plus rien.")
        return redirect("accounts:confirmer_choix")
    contexte = {"form": CodeForm(), "adresse": adresse, "code": code}
    return render(request, "accounts/choix/confirmer.html", contexte)


def _entrer(request: HttpRequest, compte: Compte, secret: SecretProvisoire) -> HttpResponse:
    messages.success(request, "Votre mot de passe est enregistré. Bienvenue dans votre espace personnel.")
    reponse = HttpResponseRedirect(resolve_url("espace"))
    dossier = secret.dossier
    type_dossier = TypeDossier(dossier.type)
    retenir_appareil(request, reponse, compte=compte, type_dossier=type_dossier, numero=dossier.numero)
    return reponse


def _perdu(request: HttpRequest) -> HttpResponseRedirect:
    """To the connexion, which says why when a choice had begun."""
    if choix_commence(request.session):
        return HttpResponseRedirect(f"{resolve_url('accounts:connexion')}?fin=choix")
    return vers_la_connexion(request)
