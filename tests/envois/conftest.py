"""A real server of mails on the loopback."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pytest_django import Settings

from accounts.envois import depot
from tests.harnais.services import port_libre


@dataclass
class Serveur:
    """What was accepted, oldest first. `refus` answers RCPT, `erreur` answers DATA, when they are not empty."""

    port: int
    octets: list[bytes] = field(default_factory=list)
    refus: str = ""
    erreur: str = ""
    delai: float = 0.0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, adresse: str, options: list[str]) -> str:  # noqa: N802 - the name aiosmtpd looks for
        if self.refus:
            return self.refus
        envelope.rcpt_tos.append(adresse)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - same cause
        await asyncio.sleep(self.delai)
        if self.erreur:
            return self.erreur
        self.octets.append(envelope.content)
        return "250 OK"

    @property
    def messages(self) -> list[EmailMessage]:
        lus = [message_from_bytes(octets, policy=policy.default) for octets in self.octets]
        return [message for message in lus if isinstance(message, EmailMessage)]

    @property
    def message_ids(self) -> list[str]:
        return [str(message["Message-ID"]) for message in self.messages]


@pytest.fixture
def serveur() -> Iterator[Serveur]:
    boite = Serveur(port_libre())
    controleur = Controller(boite, hostname="127.0.0.1", port=boite.port)
    controleur.start()
    yield boite
    controleur.stop()


@pytest.fixture
def smtp(serveur: Serveur, settings: Settings) -> Serveur:
    """The portal sends its mails to this server."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", serveur.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return serveur


@pytest.fixture(autouse=True)
def courtier_repose() -> Iterator[None]:
    """No test suffers from the broker that another one silenced."""
    yield
    depot._courtier.muet_jusqu_a = 0.0
