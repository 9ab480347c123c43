"""What the bank of the demonstration gives to the fund: files for its agents, and accounts to try."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from demonstration.acces import demonstration_seulement
from demonstration.banque.comptes import COMPTES
from demonstration.banque.releve import lots_a_crediter, prochain_releve, retours_a_debiter
from demonstration.banque.retours import prochains_retours
from demonstration.selectors import agents_des_lots


@demonstration_seulement
@require_safe
def guichet(request: HttpRequest) -> HttpResponse:
    """Where everything that this bank does is found."""
    premier, second = agents_des_lots()
    contexte = {
        "comptes": COMPTES,
        "premier": premier,
        "second": second,
        "lots": lots_a_crediter(),
        "rendus": retours_a_debiter(),
        "releve": bool(prochain_releve(le=timezone.localdate())),
        "retours": prochains_retours(),
    }
    return render(request, "demonstration/banque/guichet.html", contexte)


@demonstration_seulement
@require_safe
def releve(request: HttpRequest) -> HttpResponse:
    """The next statement, to be imported by an agent: a file, as a bank gives it."""
    return _fichier("releve.xml", prochain_releve(le=timezone.localdate()))


@demonstration_seulement
@require_safe
def retours(request: HttpRequest) -> HttpResponse:
    """What comes back of a batch, to be imported by an agent."""
    fichier = prochains_retours()
    return _fichier(fichier.nom, fichier.octets) if fichier else _fichier("", b"")


def _fichier(nom: str, octets: bytes) -> HttpResponse:
    if not octets:
        raise Http404
    entetes = {"Content-Disposition": f'attachment; filename="{nom}"'}
    return HttpResponse(octets, content_type="application/xml", headers=entetes)
