"""Pages of « Sécurité », for the titulaire of the dossier."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.debug import sensitive_post_parameters

from accounts.acces import RequeteMembre, ecriture, formulaire, lecture
from accounts.appareils import retenir_appareil
from accounts.confirmations.pages import signaler
from accounts.confirmations.services import CodeRefuse, code_en_attente
from accounts.enums import ActionConfirmee, RoleAcces, TypeDossier
from accounts.mots_de_passe.champs import CodeForm
from accounts.securite import services
from accounts.securite.forms import PAS_LE_BON, CourrielForm, MotDePasseForm, SessionForm
from accounts.securite.selectors import sessions_du_compte

VueMembre = Callable[[RequeteMembre], HttpResponseBase]


def du_titulaire(vue: VueMembre) -> VueMembre:
    """The address of a dossier is its titulaire's affair: for anybody else, the page does not exist."""

    @wraps(vue)
    def reservee(request: RequeteMembre) -> HttpResponseBase:
        if request.acces.role != RoleAcces.TITULAIRE:
            raise Http404
        return vue(request)

    return reservee


@lecture
def securite(request: RequeteMembre) -> HttpResponse:
    """Open sessions, known browsers, and the ways to change what protects them."""
    sessions = sessions_du_compte(request.user, ici=request.session.session_key)
    contexte = {"sessions": sessions, "autres": any(not une.est_celle_ci for une in sessions)}
    return render(request, "accounts/securite/securite.html", contexte)


@sensitive_post_parameters("actuel", "nouveau")
@formulaire
def changer_mot_de_passe(request: RequeteMembre) -> HttpResponse:
    """Another password; the current one is asked."""
    form = MotDePasseForm(request.POST or None, dossier=request.dossier)
    if form.is_valid():
        if services.prouver_mot_de_passe(compte=request.user, saisie=form.cleaned_data["actuel"]):
            services.changer_mot_de_passe(
                request, compte=request.user, dossier=request.dossier, nouveau=form.cleaned_data["nouveau"]
            )
            messages.success(request, "Votre mot de passe est changé. Vos autres sessions sont fermées.")
            return _en_restant_connu(request)
        form.add_error("actuel", PAS_LE_BON)
    return render(request, "accounts/securite/mot_de_passe.html", {"form": form})


@sensitive_post_parameters("actuel")
@formulaire
@du_titulaire
def changer_courriel(request: RequeteMembre) -> HttpResponse:
    """Another address; the password is asked, then a code goes to the new address."""
    form = CourrielForm(request.POST or None)
    if form.is_valid():
        if services.prouver_mot_de_passe(compte=request.user, saisie=form.cleaned_data["actuel"]):
            services.demander_changement_courriel(
                request, compte=request.user, dossier=request.dossier, courriel=form.cleaned_data["courriel"]
            )
            return redirect("accounts:confirmer_courriel")
        form.add_error("actuel", PAS_LE_BON)
    return render(request, "accounts/securite/courriel.html", {"form": form})


@sensitive_post_parameters("code")
@formulaire
@du_titulaire
def confirmer_courriel(request: RequeteMembre) -> HttpResponse:
    """The code that was sent to the new address."""
    code = code_en_attente(request, action=ActionConfirmee.COURRIEL)
    if code is None or code.dossier_id != request.dossier.pk:
        return redirect("accounts:changer_courriel")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            services.confirmer_courriel(
                request, compte=request.user, dossier=request.dossier, saisie=form.cleaned_data["code"]
            )
        except CodeRefuse as refus:
            signaler(form, refus)
        else:
            messages.success(request, "Votre adresse e-mail est changée et confirmée.")
            return redirect("accounts:securite")
    return render(request, "accounts/securite/confirmer_courriel.html", {"form": form, "code": code})


@ecriture
@du_titulaire
def renvoyer_code(request: RequeteMembre) -> HttpResponse:
    """Another code, to the address that was given with the password."""
    code = code_en_attente(request, action=ActionConfirmee.COURRIEL)
    if code is not None and code.dossier_id == request.dossier.pk:
        services.demander_changement_courriel(
            request, compte=request.user, dossier=request.dossier, courriel=code.adresse
        )
        messages.success(request, "Un nouveau code est parti. Le précédent ne vaut plus rien.")
    return redirect("accounts:confirmer_courriel")


@ecriture
def fermer_session(request: RequeteMembre) -> HttpResponse:
    """Ends one session; this one, by the ordinary way."""
    form = SessionForm(request.POST)
    if not form.is_valid() or not services.fermer_session(compte=request.user, public_id=form.cleaned_data["session"]):
        raise Http404
    messages.success(request, "La session est fermée.")
    return redirect("accounts:securite")


@ecriture
def fermer_autres_sessions(request: RequeteMembre) -> HttpResponse:
    """Ends every session but this one."""
    services.fermer_autres_sessions(request, compte=request.user)
    messages.success(request, "Toutes vos autres sessions sont fermées.")
    return redirect("accounts:securite")


@ecriture
def oublier_appareils(request: RequeteMembre) -> HttpResponse:
    """Makes every browser a stranger."""
    services.oublier_appareils(compte=request.user)
    messages.success(request, "Vos navigateurs connus sont oubliés, celui-ci compris.")
    return redirect("accounts:securite")


def _en_restant_connu(request: RequeteMembre) -> HttpResponse:
    """The new password made this browser a stranger too: it has just proven itself."""
    reponse = HttpResponseRedirect(resolve_url("accounts:securite"))
    dossier = request.dossier
    if request.acces.role == RoleAcces.TITULAIRE:
        type_dossier = TypeDossier(dossier.type)
        retenir_appareil(request, reponse, compte=request.user, type_dossier=type_dossier, numero=dossier.numero)
    return reponse
