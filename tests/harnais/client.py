"""A test client that looks at everything it fetches."""

from typing import Any

from django.http import HttpResponseBase
from django.test import Client
from zeal import zeal_context

from tests.harnais import entetes, page
from tests.harnais.ecritures import ecritures


class DefautDePage(AssertionError):
    """An answer that the portal must not give."""


class ClientStrict(Client):
    """Fails on N+1 queries, on a GET that writes, on weak headers and on any fault of an HTML page."""

    def request(self, **requete: Any) -> Any:
        with zeal_context(), ecritures() as ecrites:
            reponse = super().request(**requete)
        lecture = requete.get("REQUEST_METHOD") in {"GET", "HEAD"} and not _ecrit_en_get(reponse)
        fautes = [f"un GET écrit : {sql}" for sql in ecrites] if lecture else []
        fautes += entetes.defauts(reponse, privee=_est_privee(reponse))
        if _est_une_page(reponse):
            fautes += page.defauts(reponse.content.decode())
        if fautes:
            lieu = f"{requete.get('REQUEST_METHOD')} {requete.get('PATH_INFO')} ({reponse.status_code})"
            raise DefautDePage("\n  ".join([lieu, *fautes]))
        return reponse


def _ecrit_en_get(reponse: Any) -> bool:
    """Whether the view says so; tests/test_routes.py keeps the list."""
    route = getattr(reponse.wsgi_request, "resolver_match", None)
    return bool(route and getattr(route.func, "ecrit_en_get", False))


def _est_privee(reponse: Any) -> bool:
    return bool(getattr(reponse.wsgi_request, "user", None) and reponse.wsgi_request.user.is_authenticated)


def _est_une_page(reponse: HttpResponseBase) -> bool:
    return (
        not reponse.streaming
        and bool(getattr(reponse, "content", b""))
        and reponse["Content-Type"].startswith("text/html")
    )
