"""Going to FranceConnect, coming back, and what to do when it opens nothing."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.acces import RequeteMembre, sans_dossier
from accounts.appareils import retenir_appareil
from accounts.choix.presentation import Issue, Presentation, message_du_secret
from accounts.confirmations.pages import signaler
from accounts.confirmations.services import CodeRefuse, code_en_attente
from accounts.enums import ActionConfirmee, RoleAcces, TypeDossier
from accounts.forms import NumeroForm
from accounts.franceconnect import attente as memoire
from accounts.franceconnect import parcours, services
from accounts.franceconnect.departs import Depart, Intention, partir, revenir
from accounts.franceconnect.forms import MAUVAIS, PROVISOIRE, REFUS, AssociationForm, DissociationForm
from accounts.franceconnect.identite import Identite
from accounts.franceconnect.refus import Motif, RefusFranceConnect
from accounts.franceconnect.selectors import lien_du_dossier
from accounts.franceconnect.sortie import sortie_confirmee, vers_la_sortie
from accounts.models import Acces
from accounts.mots_de_passe.champs import CodeForm
from accounts.services import deconnecter
from accounts.sessions import oublier_lien

_PERIME = "accounts/franceconnect/perime.html"
_MESSAGES = {
    Motif.ABANDON: "Vous avez quitté FranceConnect avant la fin : rien n’a été fait. Vous pouvez recommencer, "
    "ou utiliser votre numéro de dossier.",
    Motif.INDISPONIBLE: "FranceConnect ne répond pas pour le moment. Réessayez un peu plus tard, "
    "ou utilisez votre numéro de dossier.",
    Motif.ECHEC: "La connexion avec FranceConnect n’a pas abouti, et ce n’est pas de votre fait. "
    "Utilisez votre numéro de dossier, ou appelez la caisse si cela se reproduit.",
    Motif.SUSPENDU: "FranceConnect vous a bien identifié, mais votre accès doit être vérifié par la caisse. "
    "Appelez le Service client.",
}


@login_not_required
@never_cache
@require_safe
def depart(request: HttpRequest) -> HttpResponse:
    """To FranceConnect. `?pour=associer` adds a dossier, `?pour=prouver` proves again who one is."""
    pour = request.GET.get("pour", "")
    intention = next((une for une in (Intention.ASSOCIER, Intention.PROUVER) if une.value == pour), Intention.ENTRER)
    if intention is Intention.ENTRER and request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return partir(request, intention=intention)


@login_not_required
@never_cache
@require_safe
def retour(request: HttpRequest) -> HttpResponse:
    """Back from FranceConnect. OIDC makes this a GET that writes; its `state`, used once, stands for the CSRF token."""
    try:
        parti = revenir(request)
        if parti is None:
            return render(request, _PERIME, status=400)
        identite = parcours.recevoir(request, parti)
        if parti.intention is Intention.PROUVER:
            return _prouver_encore(request, identite)
        acces = parcours.entrer(request, identite=identite, intention=parti.intention)
    except RefusFranceConnect as refus:
        return _refuser(request, refus)
    return _ouvrir(request, parti, acces) if acces else redirect("accounts:associer_franceconnect")


retour.ecrit_en_get = True  # type: ignore[attr-defined] # read by the tests: the only GET that may write


def _ouvrir(request: HttpRequest, parti: Depart, acces: list[Acces]) -> HttpResponse:
    suite = resolve_url("accounts:dossiers") if len(acces) > 1 else parti.suite
    reponse = HttpResponseRedirect(suite or resolve_url(settings.LOGIN_REDIRECT_URL))
    _retenir(request, reponse, acces[0])
    return reponse


def _retenir(request: HttpRequest, reponse: HttpResponse, acces: Acces) -> None:
    type_dossier = TypeDossier(acces.dossier.type)
    retenir_appareil(request, reponse, compte=acces.compte, type_dossier=type_dossier, numero=acces.dossier.numero)


def _refuser(request: HttpRequest, refus: RefusFranceConnect) -> HttpResponse:
    """To the connexion, which has the other way in; who is already in stays in."""
    parcours.noter_refus(refus)
    niveau = messages.INFO if refus.motif is Motif.ABANDON else messages.ERROR
    messages.add_message(request, niveau, _MESSAGES[refus.motif])
    return redirect("accounts:compte" if request.user.is_authenticated else "accounts:connexion")


def _prouver_encore(request: HttpRequest, identite: Identite) -> HttpResponse:
    acces: Acces | None = getattr(request, "acces", None)
    lien = lien_du_dossier(acces.dossier) if acces else None
    if lien is None or lien.sub != identite.sub:
        raise RefusFranceConnect("autre personne", Motif.SUSPENDU)
    memoire.noter_preuve(request.session)
    return redirect("accounts:dissocier_franceconnect")


@login_not_required
@never_cache
@sensitive_post_parameters("mot_de_passe")
@require_http_methods(["GET", "HEAD", "POST"])
def associer(request: HttpRequest) -> HttpResponse:
    """FranceConnect knows the person, the portal does not know which dossier is theirs: a proof is asked for."""
    en_attente = memoire.attente(request.session)
    if en_attente is None:
        return _trop_tard(request)
    form = AssociationForm(request.POST or None)
    if form.is_valid():
        entree = parcours.rattacher(request, en_attente=en_attente, **form.cleaned_data)
        if isinstance(entree, Acces):
            return _ouvrir_le_dossier_associe(request, entree)
        form.add_error(None, _message(entree))
    return render(request, "accounts/franceconnect/associer.html", {"form": form, "identite": en_attente.identite})


def _message(presentee: Presentation | None) -> str:
    """Whoever typed a provisional password right may be told what it is for."""
    if presentee is None:
        return REFUS
    return PROVISOIRE if presentee.issue is Issue.OUVRE else message_du_secret(presentee)


def _ouvrir_le_dossier_associe(request: HttpRequest, acces: Acces) -> HttpResponse:
    messages.success(request, "FranceConnect ouvre maintenant votre dossier.")
    reponse = redirect(settings.LOGIN_REDIRECT_URL)
    _retenir(request, reponse, acces)
    return reponse


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def associer_par_code(request: HttpRequest) -> HttpResponse:
    """The other proof: a code, sent to the address on file. Says nothing of what the file holds."""
    en_attente = memoire.attente(request.session)
    if en_attente is None:
        return _trop_tard(request)
    form = NumeroForm(request.POST or None)
    if form.is_valid():
        parcours.demander_code_d_association(request, en_attente=en_attente, **form.dossier)
        return redirect("accounts:confirmer_association")
    return render(request, "accounts/franceconnect/associer_par_code.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def confirmer_association(request: HttpRequest) -> HttpResponse:
    """The code, if one came."""
    en_attente = memoire.attente(request.session)
    if en_attente is None:
        return _trop_tard(request)
    if code_en_attente(request, action=ActionConfirmee.ASSOCIER) is None:
        return redirect("accounts:associer_par_code")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            acces = parcours.rattacher_par_code(request, en_attente=en_attente, saisie=form.cleaned_data["code"])
        except CodeRefuse as refus:
            signaler(form, refus)
        else:
            return _ouvrir_le_dossier_associe(request, acces)
    return render(request, "accounts/franceconnect/confirmer_association.html", {"form": form})


@login_not_required
@never_cache
@require_safe
def introuvable(request: HttpRequest) -> HttpResponse:
    """FranceConnect worked and no dossier was found: what to do, and how to leave FranceConnect."""
    en_attente = memoire.attente(request.session)
    if en_attente is None:
        return _trop_tard(request)
    return render(request, "accounts/franceconnect/introuvable.html", {"identite": en_attente.identite})


def _trop_tard(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("accounts:compte")
    messages.warning(
        request, "L’association d’un dossier se fait dans les 15 minutes : recommencez avec FranceConnect."
    )
    return redirect("accounts:connexion")


@login_not_required
@require_POST
def quitter(request: HttpRequest) -> HttpResponse:
    """Leaves FranceConnect, and the portal if one was in."""
    id_token = memoire.prendre_sortie(request.session)
    deconnecter(request)
    if id_token:
        return vers_la_sortie(request, id_token)
    messages.warning(
        request,
        "Votre session FranceConnect peut rester ouverte 30 minutes. Sur un ordinateur partagé, fermez le navigateur.",
    )
    return redirect("accounts:connexion")


@login_not_required
@never_cache
@require_safe
def sortie(request: HttpRequest) -> HttpResponse:
    """Back from FranceConnect's logout. Logs nobody out: that was done before leaving."""
    if not sortie_confirmee(request):
        return render(request, "accounts/franceconnect/sortie.html", status=400)
    messages.success(request, "Vous êtes déconnecté du portail et de FranceConnect. À bientôt.")
    return redirect("accueil")


@never_cache
@sensitive_post_parameters("mot_de_passe")
@require_http_methods(["GET", "HEAD", "POST"])
def dissocier(request: RequeteMembre) -> HttpResponse:
    """FranceConnect will no longer open this dossier, once the person has proved again who they are."""
    if not request.acces:
        return sans_dossier(request)
    request.dossier = request.acces.dossier
    lien = lien_du_dossier(request.dossier)
    if lien is None or request.acces.role != RoleAcces.TITULAIRE:
        return redirect("accounts:compte")
    avec_mot_de_passe = request.user.has_usable_password()
    form = DissociationForm(request.POST if request.method == "POST" else None) if avec_mot_de_passe else None
    prouve = not avec_mot_de_passe and memoire.preuve_recente(request.session)
    if request.method == "POST" and (prouve or (form and _mot_de_passe_juste(request, form))):
        return _dissocier(request, reste=avec_mot_de_passe)
    contexte = {"form": form, "lien": lien, "prouve": prouve}
    return render(request, "accounts/franceconnect/dissocier.html", contexte)


def _mot_de_passe_juste(request: RequeteMembre, form: DissociationForm) -> bool:
    if not form.is_valid():
        return False
    if parcours.mot_de_passe_est_le_sien(request, dossier=request.dossier, **form.cleaned_data):
        return True
    form.add_error("mot_de_passe", MAUVAIS)
    return False


def _dissocier(request: RequeteMembre, *, reste: bool) -> HttpResponse:
    """`reste`: the person knows another way in, and stays in."""
    services.dissocier_franceconnect(dossier=request.dossier, par=request.user)
    if reste:
        oublier_lien(request.session)
        messages.success(request, "FranceConnect n’ouvre plus votre dossier.")
        return redirect("accounts:compte")
    return quitter(request)
