"""The accounts of the fund, from the settings."""

from django.conf import settings

from cotisations.banque.lu import Debut, FichierRefuse

_DEBUT_DU_RIB, _FIN_DU_RIB = 4, 25  # of a French IBAN: bank, desk and number, without their key


def comptes_de_la_caisse() -> tuple[str, ...]:
    """IBANs whose statements are taken, the one on which members pay first."""
    return (settings.CAISSE_IBAN, *settings.CAISSE_AUTRES_IBAN)


def iban_de_la_caisse(compte: str) -> str | None:
    """The IBAN that a statement names, as such or by its RIB; `None` when it is not one of ours."""
    return next((iban for iban in comptes_de_la_caisse() if compte and compte in {iban, _rib(iban)}), None)


def exiger_un_des_notres(debut: Debut) -> str:
    """The IBAN of the statement that starts. Raises `FichierRefuse` when the account is not one of ours."""
    if (iban := iban_de_la_caisse(debut.compte)) is None:
        raise FichierRefuse(debut.ou, "le compte n’est pas un de ceux de la caisse")
    return iban


def _rib(iban: str) -> str:
    return iban[_DEBUT_DU_RIB:_FIN_DU_RIB]
