"""Log records that carry the id of the request they belong to."""

import logging
from contextvars import ContextVar

requete_courante: ContextVar[str] = ContextVar("requete_courante", default="")


class AjouteLaRequete(logging.Filter):
    """Adds `requete`, the id shown to the user on error pages, to each record.

    Django logs refusals once the middleware has finished: by then only the request itself knows its id.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.requete = requete_courante.get() or getattr(getattr(record, "request", None), "identifiant", "")
        return True
