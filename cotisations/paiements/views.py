"""Pages about paying, and the two addresses that banks know."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.acces import RequeteMembre, formulaire, lecture
from carpimko_portal.lib.pdf import PdfIndisponible
from cotisations.justificatifs.recu import RECU_PAIEMENT
from cotisations.models import Paiement
from cotisations.paiements import selectors, services
from cotisations.paiements.a_payer import a_payer, apercu
from cotisations.paiements.etats import EtatPaiement, Origine
from cotisations.paiements.forms import PaiementForm
from cotisations.paiements.interrogation import interroger_paiement
from cotisations.paiements.montants import MontantRefuse, verifier_montant
from cotisations.paiements.notifications import NotificationRefusee, recevoir_notification
from cotisations.paiements.passerelle import CarteIndisponible, PasserelleInjoignable, Urls, passerelle
from documents.services import DocumentRefuse, emettre_document

_INJOIGNABLE = (
    "Sa page de paiement ne s’ouvre pas : réessayez dans quelques minutes. "
    "Si vous aviez déjà validé ce paiement chez elle, ne payez pas une seconde fois."
)
_MUETTE = f"La banque ne répond pas. {_INJOIGNABLE}"

_AUTORISE = "La banque examine ce paiement : il ne peut plus être abandonné. Rien n’est à faire avant sa réponse."


@formulaire
def payer(request: RequeteMembre) -> HttpResponseBase:
    """The three ways to pay; by card: what, then a check, then the bank."""
    dettes = a_payer(request.dossier)
    if request.method == "POST" and not dettes.ouverte:
        return redirect("cotisations:payer")
    form = PaiementForm(dettes, request.POST if request.method == "POST" else None)
    if request.method == "POST" and "modifier" not in request.POST and form.is_valid():
        if "confirmer" in request.POST:
            return _commencer(request, form)
        lignes = apercu(request.dossier, form.cleaned_data["centimes"], form.cleaned_data["echeances"])
        return render(request, "cotisations/payer/verifier.html", {"form": form, "lignes": lignes})
    prevu = all(dette.verrou for dette in dettes.dettes)
    contexte = {"dettes": dettes, "form": form, "tout_est_prevu": prevu}
    return render(request, "cotisations/payer/payer.html", contexte)


payer.champs_multiples = frozenset({"echeances"})  # type: ignore[attr-defined] # see EntreesStrictes


def _commencer(request: RequeteMembre, form: PaiementForm) -> HttpResponseBase:
    def commencer() -> Paiement:
        return services.commencer_paiement(
            dossier=request.dossier,
            centimes=form.cleaned_data["centimes"],
            echeances=form.cleaned_data["echeances"],
            par=request.user,
        )

    return _partir(request, commencer)


def _autre_carte(request: RequeteMembre, trouve: Paiement) -> HttpResponseBase:
    """After a refusal without appeal: another payment of the same things."""
    if trouve.etat != EtatPaiement.REFUSE:
        return redirect("cotisations:paiement", trouve.public_id)
    return _partir(request, lambda: services.recommencer_paiement(paiement=trouve, par=request.user))


def _partir(request: RequeteMembre, commencer: Callable[[], Paiement]) -> HttpResponseBase:
    try:
        paiement = commencer()
        services.presenter_paiement(paiement=paiement, urls=_urls(request, paiement))
    except (MontantRefuse, PasserelleInjoignable) as refus:
        messages.error(request, str(refus) if isinstance(refus, MontantRefuse) else _MUETTE)
        return redirect("cotisations:payer")
    except (services.PaiementEnCours, CarteIndisponible):
        return redirect("cotisations:payer")
    return redirect("cotisations:paiement", paiement.public_id)


@formulaire
def paiement(request: RequeteMembre, public_id: uuid.UUID) -> HttpResponseBase:
    """Where a payment is, and what to do next: go to the bank, wait, give it up, or keep the receipt."""
    trouve = selectors.paiement_du_dossier(request.dossier, public_id)
    if trouve is None:
        raise Http404
    if request.method == "POST":
        geste = _GESTES.get(request.POST.get("geste", ""))
        return geste(request, trouve) if geste else redirect("cotisations:paiement", public_id)
    vu = selectors.voir(trouve)
    contexte: dict[str, object] = {"vu": vu, "revient": "retour" in request.GET}
    if vu.est_a_payer and (vu.carte_refusee or not contexte["revient"]):
        contexte |= _depart(request, trouve)
    return render(request, "cotisations/payer/paiement.html", contexte)


def _depart(request: RequeteMembre, trouve: Paiement) -> dict[str, object]:
    try:
        verifier_montant(trouve.dossier, trouve.montant_centimes, trouve.designees)
        return {"redirection": passerelle(trouve.passerelle).ouvrir(trouve, _urls(request, trouve))}
    except (PasserelleInjoignable, CarteIndisponible):
        return {"injoignable": _INJOIGNABLE}
    except MontantRefuse as refus:
        return {"plus_du": str(refus)}


def _actualiser(request: RequeteMembre, trouve: Paiement) -> HttpResponseBase:
    """Asks the bank, when it can be asked."""
    interroger_paiement(paiement=trouve, origine=Origine.RETOUR)
    return redirect(reverse("cotisations:paiement", args=[trouve.public_id]) + "?retour=oui")


def _abandonner(request: RequeteMembre, trouve: Paiement) -> HttpResponseBase:
    """The member did not finish, and wants to begin again."""
    try:
        effet = services.abandonner_paiement(paiement=trouve, par=request.user)
    except services.AbandonImpossible:
        messages.error(request, _AUTORISE)
        return redirect("cotisations:paiement", trouve.public_id)
    if effet.apres != EtatPaiement.ABANDONNE:
        return redirect("cotisations:paiement", trouve.public_id)
    messages.success(request, "Ce paiement est abandonné. La banque ne nous a annoncé aucun débit.")
    return redirect("cotisations:payer")


def _presenter(request: RequeteMembre, trouve: Paiement) -> HttpResponseBase:
    """The bank did not answer: once more."""
    try:
        services.presenter_paiement(paiement=trouve, urls=_urls(request, trouve))
    except MontantRefuse as refus:
        messages.error(request, str(refus))
    except (PasserelleInjoignable, services.PaiementEnCours):
        messages.error(request, _MUETTE)
    return redirect("cotisations:paiement", trouve.public_id)


def _recu(request: RequeteMembre, trouve: Paiement) -> HttpResponseBase:
    """Issues the receipt, or shows the one that was issued."""
    try:
        document = emettre_document(
            dossier=request.dossier, type_document=RECU_PAIEMENT, par=request.user, sujet=str(trouve.public_id)
        )
    except DocumentRefuse as refus:
        messages.error(request, str(refus))
    except PdfIndisponible:
        messages.error(request, "Les PDF sont momentanément indisponibles. Réessayez dans quelques minutes.")
    else:
        return redirect("documents:detail", document.public_id)
    return redirect("cotisations:paiement", trouve.public_id)


_GESTES: dict[str, Callable[[RequeteMembre, Paiement], HttpResponseBase]] = {
    "actualiser": _actualiser, "abandonner": _abandonner, "presenter": _presenter, "recu": _recu,
    "autre-carte": _autre_carte,
}  # fmt: skip


@lecture
def historique(request: RequeteMembre) -> HttpResponse:
    """Every payment by card."""
    page, lignes = selectors.historique(request.dossier, page=request.GET.get("page"))
    return render(request, "cotisations/payer/historique.html", {"page": page, "lignes": lignes})


@login_not_required
@never_cache
@require_safe
def retour(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Where the bank sends the member back, perhaps without a session. What it says on the way proves nothing."""
    return redirect(reverse("cotisations:paiement", args=[public_id]) + "?retour=oui")


@csrf_exempt
@login_not_required
@require_POST
def notification(request: HttpRequest, code: str) -> HttpResponse:
    """What a bank sends by itself. Anything but 200, and it sends it again."""
    try:
        recevoir_notification(request, code=code)
    except NotificationRefusee as refus:
        return _reponse("refusé", 404 if refus.inconnue else 400)
    except CarteIndisponible as absente:
        raise Http404 from absente
    except PasserelleInjoignable:
        return _reponse("réessayer", 503)
    return _reponse("reçu", 200)


def _reponse(texte: str, statut: int) -> HttpResponse:
    return HttpResponse(f"{texte}\n", status=statut, content_type="text/plain; charset=utf-8")


def _urls(request: HttpRequest, paiement: Paiement) -> Urls:
    retour = request.build_absolute_uri(reverse("cotisations:retour_paiement", args=[paiement.public_id]))
    return Urls(retour=retour, annulation=retour)
