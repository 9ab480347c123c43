"""Pages of « Prélèvement automatique ». The account is its titulaire's affair: acts do not exist for anybody else."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from accounts.acces import RequeteMembre, ecriture, formulaire, lecture
from accounts.confirmations.pages import signaler
from accounts.confirmations.services import CodeRefuse
from accounts.enums import RoleAcces
from accounts.mots_de_passe.champs import CodeForm
from accounts.securite.views import du_titulaire
from carpimko_portal.lib.dates import ecrire_moment
from cotisations.models import MandatSepa
from cotisations.prelevements import mandats
from cotisations.prelevements.annonces import annoncer_au_dossier
from cotisations.prelevements.enums import EN_SIGNATURE, EN_VIGUEUR, EtatMandat
from cotisations.prelevements.forms import MandatForm
from cotisations.prelevements.mandats import MandatRefuse, MemeCompte, adresse_masquee
from cotisations.prelevements.pdf import emettre_le_pdf
from cotisations.prelevements.portee import portee_a_la_signature, portee_du_mandat
from cotisations.prelevements.selectors import mandat_du_dossier, page_prelevement
from cotisations.prelevements.texte import autorisations

_PAGE = "cotisations:prelevement"


@lecture
def prelevement(request: RequeteMembre) -> HttpResponse:
    """Where the mandate stands, what is collected next, and what can be done."""
    contexte = {
        "bord": page_prelevement(request.dossier),
        "est_titulaire": request.acces.role == RoleAcces.TITULAIRE,
    }
    return render(request, "cotisations/prelevement/page.html", contexte)


@sensitive_post_parameters("iban", "bic")
@formulaire
@du_titulaire
def saisir(request: RequeteMembre) -> HttpResponse:
    """The account to collect from: the first one, or another."""
    initial = {"titulaire": f"{request.dossier.prenom} {request.dossier.nom}"}
    form = MandatForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            mandats.preparer_mandat(
                dossier=request.dossier,
                compte=form.compte,
                titulaire=form.cleaned_data["titulaire"],
                adresse=form.adresse,
                par=request.user,
            )
            return redirect("cotisations:relire_mandat")
        except MandatRefuse as refus:
            form.add_error("iban" if isinstance(refus, MemeCompte) else None, str(refus))
    contexte = {"form": form, "en_vigueur": mandat_du_dossier(request.dossier, *EN_VIGUEUR)}
    return render(request, "cotisations/prelevement/saisir.html", contexte)


@formulaire
@du_titulaire
def relire(request: RequeteMembre) -> HttpResponse:
    """What is about to be signed; then the code leaves."""
    mandat = mandat_du_dossier(request.dossier, *EN_SIGNATURE)
    if mandat is None:
        return redirect(_PAGE)
    if request.method == "POST":
        if _envoyer_le_code(request, mandat):
            return redirect("cotisations:signer_mandat")
        return redirect("cotisations:relire_mandat")
    contexte = {
        "mandat": mandat,
        "autorisations": autorisations(),
        "attendra": mandats.suit_un_autre(mandat, timezone.now()),
        "portee": portee_a_la_signature(mandat),
    }
    return render(request, "cotisations/prelevement/relire.html", contexte)


@sensitive_post_parameters("code")
@formulaire
@du_titulaire
def signer(request: RequeteMembre) -> HttpResponse:
    """The code is the signature."""
    mandat = mandat_du_dossier(request.dossier, EtatMandat.SIGNATURE_EN_COURS)
    if mandat is None:
        return redirect(_PAGE)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            signe = mandats.signer_mandat(request, mandat=mandat, saisie=form.cleaned_data["code"], par=request.user)
        except CodeRefuse as refus:
            signaler(form, refus)
        except MandatRefuse as refus:
            form.add_error(None, str(refus))
        else:
            return _apres_signature(request, signe)
    contexte = {"form": form, "mandat": mandat, "adresse": adresse_masquee(request.dossier.courriel)}
    return render(request, "cotisations/prelevement/signer.html", contexte)


@ecriture
@du_titulaire
def renvoyer_code(request: RequeteMembre) -> HttpResponse:
    """Another code for the same mandate."""
    mandat = mandat_du_dossier(request.dossier, EtatMandat.SIGNATURE_EN_COURS)
    if mandat and _envoyer_le_code(request, mandat):
        messages.success(request, "Un nouveau code est parti. Le précédent ne vaut plus rien.")
    return redirect("cotisations:signer_mandat")


@ecriture
@du_titulaire
def abandonner(request: RequeteMembre) -> HttpResponse:
    """Gives up what was not signed: the IBAN is forgotten."""
    mandat = mandat_du_dossier(request.dossier, *EN_SIGNATURE)
    if mandat and mandats.abandonner_signature(mandat=mandat, par=request.user, motif="abandonné par l’affilié"):
        messages.success(request, "Votre demande est abandonnée et l’IBAN saisi est oublié.")
    return redirect(_PAGE)


@ecriture
@du_titulaire
def annuler(request: RequeteMembre) -> HttpResponse:
    """Cancels another account that does not serve yet."""
    mandat = mandat_du_dossier(request.dossier, EtatMandat.SIGNE)
    if mandat is None:
        raise Http404
    try:
        mandats.annuler_changement(mandat=mandat, par=request.user)
        messages.success(request, "Le changement est annulé : votre compte actuel reste utilisé.")
    except MandatRefuse as refus:
        messages.error(request, str(refus))
    return redirect(_PAGE)


@ecriture
@du_titulaire
def pdf(request: RequeteMembre) -> HttpResponse:
    """The document of the mandate in force."""
    mandat = mandat_du_dossier(request.dossier, *EN_VIGUEUR)
    document = emettre_le_pdf(mandat=mandat, par=request.user) if mandat else None
    if document:
        return redirect("documents:detail", document.public_id)
    messages.error(request, "Le PDF ne peut pas être préparé maintenant. Réessayez dans quelques minutes.")
    return redirect(_PAGE)


@formulaire
@du_titulaire
def revoquer(request: RequeteMembre) -> HttpResponse:
    """Says what revoking does, then does it."""
    mandat = mandat_du_dossier(request.dossier, *EN_VIGUEUR)
    if mandat is None:
        return redirect(_PAGE)
    if request.method == "POST":
        try:
            partis = mandats.revoquer_mandat(mandat=mandat, par=request.user)
        except MandatRefuse as refus:
            messages.error(request, str(refus))
        else:
            suite = " Un prélèvement déjà transmis à la banque peut encore passer." if partis else ""
            messages.success(request, f"Votre mandat est révoqué.{suite}")
        return redirect(_PAGE)
    return render(request, "cotisations/prelevement/revoquer.html", {"mandat": mandat})


def _envoyer_le_code(request: RequeteMembre, mandat: MandatSepa) -> bool:
    try:
        mandats.demander_signature(request, mandat=mandat, par=request.user)
    except MandatRefuse as refus:
        messages.error(request, str(refus))
        return False
    return True


def _apres_signature(request: RequeteMembre, mandat: MandatSepa) -> HttpResponse:
    emettre_le_pdf(mandat=mandat, par=request.user)
    if mandat.etat == EtatMandat.ACTIF:
        annoncer_au_dossier(mandat=mandat, par=request.user)
        dit = f"Votre mandat {mandat.rum} est signé et actif."
    else:
        assert mandat.utilisable_le  # the database refuses a signature without it
        dit = f"Votre mandat est signé. Il servira à partir du {ecrire_moment(mandat.utilisable_le)}."
    autrement = portee_du_mandat(request.dossier).autrement
    messages.success(request, f"{dit} Ce qu’il ne prélèvera pas est écrit plus bas." if autrement else dit)
    return redirect(_PAGE)
