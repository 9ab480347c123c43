"""Who may enter, and what each one did."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Comptes et dossiers"

    def ready(self) -> None:
        from accounts import controles  # noqa: F401 - importing registers them
        from accounts.captcha import checks  # noqa: F401 - importing registers them
        from accounts.envois.avis import enregistrer_les_avis
        from accounts.retention.declarations import enregistrer_les_purges
        from accounts.temoin import enregistrer_le_temoin

        enregistrer_les_avis()
        enregistrer_le_temoin()
        enregistrer_les_purges()
