"""From a row to a mail: three templates of its kind, one frame, one Message-ID."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template

from accounts.envois.genres import Contenu, SansObjet, genre_du_code
from accounts.models import Envoi
from carpimko_portal.lib.caisse import caisse
from carpimko_portal.lib.textes import lisible

_INSECABLES = "\u00a0\u202f"
PARTIES = ("sujet.txt", "txt", "html")  # the three templates of a kind
_CHIFFRES_MONTRES = 3  # of the numéro de dossier: proof that the fund writes, useless to whoever reads


def composer(envoi: Envoi) -> EmailMultiAlternatives:
    """The mail, in text and HTML. Raises `SansObjet`, `GenreInconnu`, or whatever the kind raises."""
    return assembler(envoi, genre_du_code(envoi.genre).rediger(envoi))


def assembler(envoi: Envoi, contenu: Contenu) -> EmailMultiAlternatives:
    """The same from what is written already. Raises `SansObjet`, `BadHeaderError`."""
    if not contenu.destinataire:
        raise SansObjet("aucune adresse")
    if not contenu.destinataire.isprintable():
        raise BadHeaderError("adresse sur plusieurs lignes")
    valeurs = {**_socle(envoi), **{nom: _lisible(valeur) for nom, valeur in contenu.valeurs.items()}}
    message = EmailMultiAlternatives(
        subject=une_ligne(_rendre(envoi.genre, "sujet.txt", valeurs)),
        body=_rendre(envoi.genre, "txt", valeurs),
        to=[contenu.destinataire],
        headers={"Message-ID": envoi.message_id, "Auto-Submitted": "auto-generated", "Content-Language": "fr"},
    )
    message.attach_alternative(_rendre(envoi.genre, "html", valeurs), "text/html")
    return message


def _socle(envoi: Envoi) -> dict[str, Any]:
    fin = envoi.dossier.numero[-_CHIFFRES_MONTRES:] if envoi.dossier else ""
    return {"caisse": caisse(), "demonstration": settings.DEMONSTRATION, "fin_numero": fin}


def _lisible(valeur: object) -> object:
    return une_ligne(valeur) if isinstance(valeur, str) else valeur


def une_ligne(texte: str) -> str:
    """The text without what would write lines of its own or show another name; no-break spaces stay."""
    return "".join(bout if bout in _INSECABLES else lisible(bout) for bout in re.split(f"([{_INSECABLES}])", texte))


def _rendre(genre: str, partie: str, valeurs: Mapping[str, Any]) -> str:
    """Only HTML is escaped: « L’Haÿ & fils » must not be read as « L’Haÿ &amp; fils » in the text."""
    gabarit: Any = get_template(f"emails/{genre}.{partie}")
    contexte = Context(dict(valeurs), autoescape=partie == "html")
    return str(gabarit.template.render(contexte)).strip() + "\n"
