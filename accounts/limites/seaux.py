"""The table of limits. docs/securite/limites.md says the same in words, and a test compares both."""

from dataclasses import dataclass
from datetime import timedelta

from carpimko_portal.lib.refus import Limite

_HEURE = timedelta(hours=1)
_JOUR = timedelta(days=1)


@dataclass(frozen=True)
class Seau:
    """`rafale` tries at once, then one more each `recharge`.

    With `memoire`, what is counted is distinct values: the same one again within that time is free.
    `limite`: what the page of a refusal is about.
    """

    nom: str
    rafale: int
    recharge: timedelta
    memoire: timedelta | None = None
    limite: Limite = Limite.CONNEXION

    @property
    def pas_us(self) -> int:
        return self.recharge // timedelta(microseconds=1)

    @property
    def limite_us(self) -> int:
        return self.pas_us * self.rafale


# Connexion, from a browser that the dossier has not seen. The first one counts failures in a row (NIST SP 800-63B-4):
# emptied by a success alone, its refill only lets what was forgotten go.
CONNEXION_DOSSIER_SUITE = Seau("connexion-dossier-suite", 100, timedelta(days=365), limite=Limite.PROVISOIRE)
CONNEXION_DOSSIER = Seau("connexion-dossier", 5, timedelta(minutes=3))
CONNEXION_DOSSIER_JOUR = Seau("connexion-dossier-jour", 30, _JOUR / 30)
CONNEXION_ADRESSE = Seau("connexion-adresse", 20, timedelta(seconds=30))
CONNEXION_DOSSIERS_PAR_ADRESSE = Seau("connexion-dossiers-par-adresse", 10, _HEURE / 10, memoire=_HEURE)
CONNEXION_DOSSIERS_PAR_RESEAU = Seau("connexion-dossiers-par-reseau", 60, _HEURE / 60, memoire=_HEURE)
# Connexion, from a browser that has opened this dossier before.
CONNEXION_APPAREIL = Seau("connexion-appareil", 5, timedelta(minutes=1))
CONNEXION_APPAREIL_JOUR = Seau("connexion-appareil-jour", 30, _JOUR / 30)
# Connexion, with what has the shape of a provisional password, once the buckets above refuse.
CONNEXION_SECRET_DOSSIER = Seau("connexion-secret-dossier", 100, timedelta(seconds=30))
CONNEXION_SECRET_ADRESSE = Seau("connexion-secret-adresse", 10, timedelta(minutes=2))
CONNEXION_SECRET_RESEAU = Seau("connexion-secret-reseau", 40, timedelta(seconds=30))
# Provisional passwords: what is counted is distinct requests, so that a double click is one.
REINITIALISATION_COURRIEL = Seau("reinitialisation-courriel", 3, _JOUR / 3, memoire=_HEURE, limite=Limite.COURRIEL)
REINITIALISATION_LETTRE = Seau("reinitialisation-lettre", 1, _JOUR, memoire=_HEURE, limite=Limite.LETTRE)
REINITIALISATION_LETTRE_MOIS = Seau(
    "reinitialisation-lettre-mois", 4, 30 * _JOUR / 4, memoire=_HEURE, limite=Limite.LETTRE
)
REINITIALISATION_ADRESSE = Seau("reinitialisation-adresse", 10, _HEURE / 10, memoire=_HEURE, limite=Limite.DEMANDES)
REINITIALISATION_RESEAU = Seau("reinitialisation-reseau", 60, _HEURE / 60, memoire=_HEURE, limite=Limite.DEMANDES)
REINITIALISATION_LETTRES = Seau("reinitialisation-lettres", 200, _HEURE / 200, limite=Limite.DEMANDES)
REINITIALISATION_LETTRES_ALARME = Seau("reinitialisation-lettres-alarme", 1, _HEURE, limite=Limite.DEMANDES)
REINITIALISATION_LETTRES_PLAFOND = Seau("reinitialisation-lettres-plafond", 1800, _HEURE / 1800, limite=Limite.DEMANDES)
REINITIALISATION_IDENTIFICATION = Seau("reinitialisation-identification", 20, _HEURE / 20, limite=Limite.DEMANDES)
REINITIALISATION_IDENTIFICATION_RESEAU = Seau(
    "reinitialisation-identification-reseau", 120, _HEURE / 120, limite=Limite.DEMANDES
)
REINITIALISATION_SUIVI = Seau("reinitialisation-suivi", 20, _HEURE / 60, limite=Limite.DEMANDES)
# Codes sent by e-mail, and the password asked again before an act that matters.
CODE_ENVOI = Seau("code-envoi", 5, timedelta(minutes=30), limite=Limite.CODES)
CODE_ENVOI_ADRESSE = Seau("code-envoi-adresse", 5, timedelta(hours=1), limite=Limite.CODES)
CODE_ESSAI = Seau("code-essai", 10, _JOUR / 10, limite=Limite.CODES)
MOT_DE_PASSE_ACTUEL = Seau("mot-de-passe-actuel", 5, timedelta(minutes=3), limite=Limite.MOT_DE_PASSE)
MOT_DE_PASSE_ACTUEL_JOUR = Seau("mot-de-passe-actuel-jour", 30, _JOUR / 30, limite=Limite.MOT_DE_PASSE)
# « Je ne suis pas un robot ».
CAPTCHA_DEFI = Seau("captcha-defi", 60, timedelta(seconds=10), limite=Limite.CAPTCHA)
CAPTCHA_SANS_JAVASCRIPT = Seau("captcha-sans-javascript", 3, _HEURE / 3, limite=Limite.CAPTCHA)
# Connexion of an agent, and each other code they give.
AGENT_IDENTIFIANT = Seau("agent-identifiant", 5, timedelta(minutes=3), limite=Limite.AGENT)
AGENT_IDENTIFIANT_JOUR = Seau("agent-identifiant-jour", 30, _JOUR / 30, limite=Limite.AGENT)
AGENT_ADRESSE = Seau("agent-adresse", 20, timedelta(seconds=30), limite=Limite.AGENT)
AGENT_APPAREIL = Seau("agent-appareil", 5, timedelta(minutes=3), limite=Limite.AGENT)
AGENT_APPAREIL_JOUR = Seau("agent-appareil-jour", 30, _JOUR / 30, limite=Limite.AGENT)
AGENT_CODE = Seau("agent-code", 5, timedelta(minutes=3), limite=Limite.AGENT)
# What a visitor may have computed.
SIMULATEUR_PDF = Seau("simulateur-pdf", 10, timedelta(minutes=1), limite=Limite.PDF)
# FranceConnect: returns from it, and proofs of a dossier by those it vouches for.
FRANCECONNECT_ADRESSE = Seau("franceconnect-adresse", 30, timedelta(seconds=20), limite=Limite.FRANCECONNECT)
FRANCECONNECT_ASSOCIATION = Seau("franceconnect-association", 5, timedelta(minutes=10), limite=Limite.FRANCECONNECT)
# Documents checked by third parties; unknown ones, from everywhere; how often the alarm speaks.
VERIFICATION_ADRESSE = Seau("verification-adresse", 20, timedelta(seconds=30), limite=Limite.VERIFICATIONS)
VERIFICATION_INCONNUS = Seau("verification-inconnus", 100, _HEURE / 100)
VERIFICATION_ALARME = Seau("verification-alarme", 1, _HEURE)
# Notifications of payment that are refused: beyond, they are refused without a trace.
NOTIFICATION_REFUSEE = Seau("notification-refusee", 30, timedelta(minutes=2))

SEAUX: tuple[Seau, ...] = tuple(seau for seau in list(globals().values()) if isinstance(seau, Seau))

# The alarm on all refused connexions: this many in one hour, and this many times the usual.
ALARME_PLANCHER = 100
ALARME_FACTEUR = 5
ALARME_JOURS = 14
