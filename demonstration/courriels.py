"""The mailbox of the demonstration: what the portal would have sent, kept in files and shown on a page."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from time import time_ns

from django.conf import settings
from django.core.mail import EmailMessage as Message
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

GARDES = 100  # the newest; older ones go away
_NOM = re.compile(r"(?P<instant>\d{20})-(?P<id>[0-9a-f-]{36})\.eml")


def repertoire() -> Path:
    """Where the messages are, one file each, named so that they sort by age."""
    return Path(settings.REPERTOIRE_DONNEES) / "courriels"


class BoiteDeDemonstration(BaseEmailBackend):
    """Keeps each message instead of sending it."""

    def send_messages(self, email_messages: Sequence[Message]) -> int:
        if not settings.DEMONSTRATION:
            raise RuntimeError("la boîte de démonstration ne sert qu’à la démonstration")
        for message in email_messages:
            _garder(message.message().as_bytes())
        for ancien in _fichiers()[GARDES:]:
            ancien.unlink(missing_ok=True)
        return len(email_messages)


def _garder(octets: bytes) -> None:
    """A reader sees the whole message or none."""
    ici = repertoire()
    ici.mkdir(mode=0o700, parents=True, exist_ok=True)
    brouillon = ici / f"{uuid.uuid4()}.brouillon"
    brouillon.write_bytes(octets)
    brouillon.rename(ici / f"{time_ns():020d}-{uuid.uuid4()}.eml")


def _fichiers() -> list[Path]:
    """Newest first."""
    ici = repertoire()
    return sorted((f for f in ici.iterdir() if _NOM.fullmatch(f.name)), reverse=True) if ici.is_dir() else []


@dataclass(frozen=True)
class Courriel:
    """A message as the mailbox shows it. `html` and `style` are the HTML part under the rules of our pages."""

    public_id: uuid.UUID
    recu_le: datetime
    sujet: str
    expediteur: str
    destinataire: str
    message_id: str
    texte: str
    html: SafeString
    style: str


def courriels() -> list[Courriel]:
    """Newest first, at most `GARDES`. No query."""
    return [courriel for fichier in _fichiers()[:GARDES] if (courriel := _lire(fichier))]


def courriel(public_id: uuid.UUID) -> Courriel | None:
    """The message, or `None` when there is none or no more."""
    fichier = next((f for f in _fichiers() if f.stem.endswith(str(public_id))), None)
    return _lire(fichier) if fichier else None


def _lire(fichier: Path) -> Courriel | None:
    nom = _NOM.fullmatch(fichier.name)
    try:
        octets = fichier.read_bytes()
    except FileNotFoundError:  # the oldest leave while others read
        return None
    assert nom
    recu_le = datetime.fromtimestamp(int(nom["instant"]) / 1e9, UTC)
    return lire(octets, public_id=uuid.UUID(nom["id"]), recu_le=recu_le)


def lire(octets: bytes, *, public_id: uuid.UUID, recu_le: datetime) -> Courriel:
    """A message as it left, made fit for our pages."""
    message = message_from_bytes(octets, policy=policy.default)
    assert isinstance(message, EmailMessage)
    vue = _Vue()
    vue.feed(_partie(message, "html"))
    return Courriel(
        public_id=public_id,
        recu_le=recu_le,
        sujet=message["Subject"] or "",
        expediteur=message["From"] or "",
        destinataire=message["To"] or "",
        message_id=message["Message-ID"] or "",
        texte=_partie(message, "plain"),
        html=mark_safe("".join(vue.corps)),  # noqa: S308 - rebuilt by _Vue from known elements, all text escaped
        style=vue.feuille(),
    )


def _partie(message: EmailMessage, sorte: str) -> str:
    partie = message.get_body((sorte,))
    return str(partie.get_content()) if partie else ""


_TITRES = {"h1": "h2", "h2": "h3"}  # the page has its own h1
_ELEMENTS = frozenset({"table", "tr", "td", "p", "ul", "ol", "li", "strong", "em", "br", "h1", "h2", "body"})
_SEULS = frozenset({"br"})


class _Vue(HTMLParser):
    """The body of an HTML part, its inline styles moved to a style sheet: our pages allow no other."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.corps: list[str] = []
        self._classes: dict[str, str] = {}
        self._dans_le_corps = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._dans_le_corps |= tag == "body"
        if self._dans_le_corps and tag in _ELEMENTS:
            style = dict(attrs).get("style") or ""
            classe = f' class="{self._classe(style)}"' if style else ""
            role = ' role="presentation"' if tag == "table" else ""
            self.corps.append(f"<{_nom(tag)}{classe}{role}>")

    def handle_endtag(self, tag: str) -> None:
        if self._dans_le_corps and tag in _ELEMENTS - _SEULS:
            self.corps.append(f"</{_nom(tag)}>")
        self._dans_le_corps &= tag != "body"

    def handle_data(self, data: str) -> None:
        if self._dans_le_corps:
            self.corps.append(escape(data))

    def feuille(self) -> str:
        """The rules of the classes that the body uses."""
        return "".join(f".{classe} {{ {style} }}\n" for style, classe in self._classes.items())

    def _classe(self, style: str) -> str:
        return self._classes.setdefault(style.replace("{", "").replace("}", ""), f"courriel-{len(self._classes)}")


def _nom(tag: str) -> str:
    return "div" if tag == "body" else _TITRES.get(tag, tag)
