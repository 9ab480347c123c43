"""Who may enter, and what each one did."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Comptes et dossiers"

    def ready(self) -> None:
        from accounts import controles  # noqa: F401 - importing registers them
        from accounts.agents.courriels import enregistrer_les_courriels_des_agents
        from accounts.captcha import checks  # noqa: F401 - importing registers them
        from accounts.confirmations.avis import enregistrer_le_code
        from accounts.courriers.rappels import enregistrer_les_rappels
        from accounts.envois.avis import enregistrer_les_avis
        from accounts.franceconnect import checks as checks_franceconnect  # noqa: F401 - same cause
        from accounts.franceconnect.avis import enregistrer_les_avis_de_franceconnect
        from accounts.reinitialisation import checks as _  # noqa: F401 - same cause
        from accounts.reinitialisation.courriel import enregistrer_le_courriel
        from accounts.retention.declarations import enregistrer_les_purges
        from accounts.securite.avis import enregistrer_les_avis_de_securite
        from accounts.temoin import enregistrer_le_temoin

        enregistrer_les_avis()
        enregistrer_le_courriel()
        enregistrer_le_code()
        enregistrer_les_courriels_des_agents()
        enregistrer_les_avis_de_securite()
        enregistrer_les_rappels()
        enregistrer_les_avis_de_franceconnect()
        enregistrer_le_temoin()
        enregistrer_les_purges()
