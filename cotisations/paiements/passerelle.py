"""What a bank has to be able to do, and which one the portal works with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Protocol

from django.conf import settings
from django.http import HttpRequest
from django.http.request import RawPostDataException

from cotisations.models import Paiement
from cotisations.paiements.etats import Mode
from cotisations.paiements.evenement import Evenement

_MODULES = {"lyra": "cotisations.paiements.lyra", "stripe": "cotisations.paiements.stripe_checkout"}


class SignatureInvalide(ValueError):
    """A notification that is not what it pretends to be, or not for us. Its text never quotes it."""


class PasserelleInjoignable(RuntimeError):
    """The bank did not answer, or refused to open the payment: nothing was asked of anybody's card."""


class NonPrisEnCharge(RuntimeError):
    """This gateway cannot do that: an agent does it on the bank's own pages."""


@dataclass(frozen=True)
class Urls:
    """Absolute addresses the bank sends the member back to."""

    retour: str
    annulation: str


@dataclass(frozen=True)
class Redirection:
    """How the member goes to the bank: a link when there is nothing to carry, a form otherwise.

    `id_psp`: what the bank calls the payment from now on, when it says so already.
    """

    adresse: str
    champs: Mapping[str, str] = field(default_factory=dict)
    id_psp: str = ""


def corps_de(requete: HttpRequest) -> bytes:
    """The raw body of a notification. Raises `SignatureInvalide` for a form in parts, which no bank sends."""
    try:
        return requete.body
    except RawPostDataException:
        raise SignatureInvalide("corps illisible") from None


class Passerelle(Protocol):
    """One bank. Nothing here reads or writes the account: events do, through `appliquer`."""

    code: str
    peut_rembourser: bool
    dit_les_litiges: bool

    def ouvrir(self, paiement: Paiement, urls: Urls) -> Redirection:
        """Where to send the member. The same payment gives the same answer. Raises `PasserelleInjoignable`."""

    def lire_notification(self, requete: HttpRequest) -> list[Evenement]:
        """The events of a notification, verified on its raw body. Raises `SignatureInvalide`."""

    def interroger(self, paiement: Paiement) -> Evenement | None:
        """What the bank says now; `None` when it has nothing new, or cannot tell. Raises `PasserelleInjoignable`."""

    def annuler(self, paiement: Paiement) -> None:
        """Closes what was opened, as far as the bank can."""

    def rembourser(self, paiement: Paiement, centimes: int, cle: str) -> Evenement:
        """Asks for money to be given back, once for each `cle`: done, failed or on its way (`EN_ATTENTE`).

        Raises `NonPrisEnCharge`, `PasserelleInjoignable`.
        """

    def suivre_remboursement(self, id_psp: str) -> Evenement | None:
        """What became of a refund that was on its way; `None` when the bank cannot tell.

        Raises `PasserelleInjoignable`.
        """


class CarteIndisponible(LookupError):
    """The fund takes no card, or no longer works with that bank."""


def passerelle_active() -> Passerelle:
    """The one that new payments go through. Raises `CarteIndisponible`."""
    return passerelle(settings.PAIEMENT_PASSERELLE)


def passerelle(code: str) -> Passerelle:
    """The bank of this code; payments of a former one may still speak. Raises `CarteIndisponible`."""
    if code not in _MODULES or not _est_reglee(code):
        raise CarteIndisponible(code)
    return _instance(code)


def mode_attendu() -> Mode:
    """Real money in production, and nowhere else."""
    return Mode.PRODUCTION if settings.PRODUCTION else Mode.TEST


def _est_reglee(code: str) -> bool:
    if code == "lyra":
        return all([settings.LYRA_ADRESSE, settings.LYRA_SITE, settings.LYRA_CLE])
    return all([settings.STRIPE_CLE, settings.STRIPE_CLE_NOTIFICATION])


@cache
def _instance(code: str) -> Passerelle:
    """The libraries of a bank cost a few hundred milliseconds: only those that serve are loaded."""
    module = import_module(_MODULES[code])
    instance: Passerelle = module.construire()
    return instance
