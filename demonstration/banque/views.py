"""The pages of the demonstration's bank, under `/demonstration/banque/`."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cotisations.paiements.lyra import signer
from demonstration.acces import demonstration_seulement
from demonstration.banque import notifications, operations

_SEL = "banque-de-demonstration"
_DUREE = 15 * 60  # seconds on the bank's page
_EXIGES = ("vads_amount", "vads_trans_id", "vads_trans_date", "vads_order_id", "vads_url_return", "vads_url_cancel")


@dataclass(frozen=True)
class Issue:
    """One button: what the bank does and says. `annonce` multiplies the amount that it says."""

    titre: str
    statut: str
    fois: int = 1
    annonce: int = 1
    seconde: str = ""


ISSUES: dict[str, Issue] = {
    "accepter": Issue("Accepter le paiement", "CAPTURED"),
    "trois-d-secure": Issue("Demander un code 3-D Secure, puis accepter", "CAPTURED"),
    "refuser": Issue("Refuser la carte", "REFUSED"),
    "abandonner": Issue("Annuler et revenir au portail", "ABANDONED"),
    "plus-tard": Issue("Mettre en attente, et confirmer plus tard", "WAITING_AUTHORISATION"),
    "deux-fois": Issue("Accepter, et notifier deux fois", "CAPTURED", fois=2),
    "autre-montant": Issue("Accepter, et notifier un autre montant", "CAPTURED", annonce=2),
    "rembourser": Issue("Accepter, puis rembourser aussitôt", "CAPTURED", seconde="CAPTURED"),
}


@csrf_exempt
@demonstration_seulement
@require_http_methods(["GET", "HEAD", "POST"])
def payer(request: HttpRequest) -> HttpResponse:
    """The payment page, for who comes with a form that the shop signed; others are shown what this bank does."""
    if request.method != "POST":
        return redirect("demonstration:banque_guichet")
    demande = request.POST.dict()
    recue = demande.get("signature", "").encode()
    if not hmac.compare_digest(signer(demande, settings.LYRA_CLE).encode(), recue):
        return _erreur(request, "00 : la signature du formulaire n’est pas la bonne.")
    if demande.get("vads_site_id") != settings.LYRA_SITE or demande.get("vads_ctx_mode") != "TEST":
        return _erreur(request, "02 : cette boutique n’existe pas.")
    if any(not demande.get(nom) for nom in _EXIGES) or not demande["vads_amount"].isdecimal():
        return _erreur(request, "10 : le formulaire est incomplet.")
    return _page(request, demande)


@csrf_exempt
@demonstration_seulement
@require_POST
def choisir(request: HttpRequest) -> HttpResponse:
    """Somebody pressed a button: the bank tells the shop, then sends the customer back."""
    try:
        demande = signing.loads(request.POST.get("demande", ""), salt=_SEL, max_age=_DUREE)
    except signing.BadSignature:
        return _erreur(request, "99 : la page de paiement a expiré.")
    choix = request.POST.get("issue", "")
    if choix not in ISSUES:
        return _page(request, demande)
    if choix == "trois-d-secure" and request.POST.get("code") != _code_3ds(demande):
        return _page(request, demande, code=_code_3ds(demande), faux="code" in request.POST)
    return _executer(request, demande, ISSUES[choix])


def _executer(request: HttpRequest, demande: dict[str, str], issue: Issue) -> HttpResponse:
    montant = int(demande["vads_amount"]) * issue.annonce
    operation = operations.garder(demande, issue.statut, montant)
    dits = notifications.champs(operation, issue.statut)
    for _ in range(issue.fois):
        notifications.notifier(request, dits)
    if issue.seconde:
        _rembourser(request, operation)
    return HttpResponseRedirect(notifications.adresse_de_retour(operation, issue.statut))


@demonstration_seulement
@require_safe
def operations_recentes(request: HttpRequest) -> HttpResponse:
    """The shop's own pages at the bank: what waits is confirmed there, and money given back."""
    return render(request, "demonstration/banque/operations.html", {"operations": operations.toutes()})


@csrf_exempt
@demonstration_seulement
@require_POST
def agir(request: HttpRequest, identifiant: str) -> HttpResponse:
    """Confirms, refuses, gives back or takes back one transaction."""
    operation, geste = operations.lire(identifiant), request.POST.get("geste", "")
    if operation is None or geste not in _GESTES:
        raise Http404
    _GESTES[geste](request, operation)
    return redirect("demonstration:banque_operations")


def _passer_a(statut: str) -> Callable[[HttpRequest, operations.Operation], None]:
    def passer(request: HttpRequest, operation: operations.Operation) -> None:
        operations.ecrire(replace(operation, statut=statut))
        notifications.notifier(request, notifications.champs(operation, statut))

    return passer


def _rembourser(request: HttpRequest, operation: operations.Operation) -> None:
    if operation.rembourse:
        return
    operations.ecrire(replace(operation, rembourse="CAPTURED"))
    notifications.notifier(request, notifications.champs(operation, "CAPTURED", sorte="CREDIT"))


_GESTES: dict[str, Callable[[HttpRequest, operations.Operation], None]] = {
    "confirmer": _passer_a("CAPTURED"),
    "refuser": _passer_a("REFUSED"),
    "annuler": _passer_a("CAPTURE_FAILED"),
    "rembourser": _rembourser,
}


def _page(request: HttpRequest, demande: dict[str, str], **autres: Any) -> HttpResponse:
    contexte = {
        "demande": signing.dumps(demande, salt=_SEL),
        "montant": int(demande["vads_amount"]),
        "numero": demande["vads_trans_id"],
        "issues": [(code, issue.titre) for code, issue in ISSUES.items()],
        "code": "",
        "faux": False,
        **autres,
    }
    return render(request, "demonstration/banque/payer.html", contexte)


def _code_3ds(demande: dict[str, str]) -> str:
    """Six digits, the same for the same payment: shown on the page, since nobody has this bank's telephone."""
    return f"{int(demande['vads_order_id'].replace('-', '')[:8], 16) % 1_000_000:06d}"


def _erreur(request: HttpRequest, motif: str) -> HttpResponse:
    return render(request, "demonstration/banque/erreur.html", {"motif": motif}, status=400)
