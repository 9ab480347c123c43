"""The feed that calendars read: no session, no cookie, and one 404 for every address that does not work."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.http.response import HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from accounts.limites import Prise, consommer, seaux
from accounts.limites.connexion import adresse_de
from carpimko_portal.lib.adresses import poste
from cotisations.calendrier.flux import calendrier
from cotisations.calendrier.selectors import abonnement_du_secret, echeances_dites

_ENTETES = {
    "Cache-Control": "private, no-cache",  # kept by its reader, asked for again each time: a revocation works at once
    "Content-Disposition": 'inline; filename="cotisations.ics"',
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Robots-Tag": "noindex",
}


@login_not_required
@require_safe
def flux(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar, or nothing when it is what the reader has already."""
    abonnement = abonnement_du_secret(secret)
    if abonnement is None:
        # After the look: calendars that read for thousands of members share their addresses, and those whose address
        # works must not wait for the others. Nobody guesses 256 bits; the limit spares the machine.
        consommer([Prise(seaux.CALENDRIER_INCONNUS, poste(adresse_de(request)))])
        raise Http404
    octets = calendrier(echeances_dites(abonnement.dossier), avec_montants=abonnement.avec_montants)
    reponse = HttpResponse(octets, content_type="text/calendar; charset=utf-8", headers=_ENTETES)
    reponse["ETag"] = f'"{hashlib.sha256(octets).hexdigest()[:32]}"'
    rendue = get_conditional_response(request, etag=reponse["ETag"], response=reponse)
    return rendue or reponse
