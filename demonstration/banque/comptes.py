"""Accounts to copy where an IBAN is asked: none exists, and each shows one thing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CompteAEssayer:
    """`montre`: what the portal answers. `bic`: where it must be typed, and is told there."""

    iban: str
    montre: str
    bic: str = ""


COMPTES = (
    CompteAEssayer("FR7699999000010000000040467", "Accepté : un compte français, à une banque qui n’existe pas."),
    CompteAEssayer("FR7699999000010000000060643", "Accepté aussi, pour essayer de changer de compte."),
    CompteAEssayer("BE11999999999948", "Accepté : un compte belge, dans la zone SEPA."),
    CompteAEssayer(
        "MC5899999000010000000050555",
        "Accepté avec le BIC TESTMCM1 et une adresse ; sans eux, il est refusé : Monaco est hors de l’Espace "
        "économique européen.",
        bic="TESTMCM1",
    ),
    CompteAEssayer("FR4999999000010000000040468", "Refusé : l’IBAN tombe juste, sa clé RIB est fausse."),
    CompteAEssayer("FR7699999000010000000040476", "Refusé : deux chiffres sont échangés."),
    CompteAEssayer("TN8899999000000000000808", "Refusé : un compte tunisien, hors de la zone SEPA."),
)
