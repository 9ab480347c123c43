"""Who may enter, and what each one did."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Comptes et dossiers"

    def ready(self) -> None:
        from accounts.captcha import checks  # noqa: F401 - importing registers them
        from accounts.envois import avis
        from accounts.franceconnect import avis as avis_franceconnect
        from accounts.franceconnect import checks as checks_franceconnect  # noqa: F401 - same cause

        avis.enregistrer_les_avis()
        avis_franceconnect.enregistrer_les_avis()
