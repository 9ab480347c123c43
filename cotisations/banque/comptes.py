"""The accounts of the fund, from the settings."""

from django.conf import settings

_DEBUT_DU_RIB, _FIN_DU_RIB = 4, 25  # of a French IBAN: bank, desk and number, without their key


def comptes_de_la_caisse() -> tuple[str, ...]:
    """IBANs whose statements are taken, the one on which members pay first."""
    return (settings.CAISSE_IBAN, *settings.CAISSE_AUTRES_IBAN)


def iban_de_la_caisse(compte: str) -> str | None:
    """The IBAN that a statement names, as such or by its RIB; `None` when it is not one of ours."""
    return next((iban for iban in comptes_de_la_caisse() if compte and compte in {iban, _rib(iban)}), None)


def _rib(iban: str) -> str:
    return iban[_DEBUT_DU_RIB:_FIN_DU_RIB]
