"""Log records that carry the id of the request they belong to."""

import logging
import re
from contextvars import ContextVar

requete_courante: ContextVar[str] = ContextVar("requete_courante", default="")
_SECRET_DANS_L_ADRESSE = re.compile(r"(/calendrier/)[^\s\"'?#/]+", re.IGNORECASE)


def masquer(texte: str) -> str:
    """The text without what opens something: the secret addresses of calendars."""
    return _SECRET_DANS_L_ADRESSE.sub(r"\1…", texte)


class MasqueLesSecrets(logging.Filter):
    """Takes out of each record what opens something. Django logs the path of every request it refuses."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if (masque := masquer(message)) != message:
            record.msg, record.args = masque, ()
        return True


class AjouteLaRequete(logging.Filter):
    """Adds `requete`, the id shown to the user on error pages, to each record.

    Django logs refusals once the middleware has finished: by then only the request itself knows its id.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.requete = requete_courante.get() or getattr(getattr(record, "request", None), "identifiant", "")
        return True
