"""Refusals of a moment: the request was right, its time was not. A middleware turns each into its page."""

from enum import Enum


class Patienter(Exception):
    """`attente`: whole seconds before another try makes sense; 0 when waiting changes nothing."""

    def __init__(self, attente: int) -> None:
        super().__init__(f"réessayer dans {attente} s")
        self.attente = attente


class Limite(Enum):
    """What a limit is about: each has its page, `templates/erreurs/429/<value>.html`."""

    CONNEXION = "connexion"
    PROVISOIRE = "provisoire"
    COURRIEL = "courriel"
    LETTRE = "lettre"
    DEMANDES = "demandes"
    CODES = "codes"
    MOT_DE_PASSE = "mot-de-passe"
    CAPTCHA = "captcha"
    AGENT = "agent"
    PDF = "pdf"
    VERIFICATIONS = "verifications"
    FRANCECONNECT = "franceconnect"
    PIECES = "pieces"
    CALENDRIER = "calendrier"


class TropDeDemandes(Patienter):
    """A limit is reached: 429, with the page of `limite`."""

    def __init__(self, attente: int, limite: Limite = Limite.CONNEXION) -> None:
        super().__init__(attente)
        self.limite = limite


class ProvisoireExige(TropDeDemandes):
    """Too many wrong passwords in a row: waiting changes nothing, a provisional password does."""

    def __init__(self) -> None:
        super().__init__(0, Limite.PROVISOIRE)


class Encombrement(Patienter):
    """The machine has no room left for heavy work: 503."""
