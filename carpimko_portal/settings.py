"""Every setting of the portal, read from the environment (see `.env.example`).

Two modes only. `demonstration`, the default, needs nothing and answers on the loopback alone;
`production` refuses to start until each secret and each fact about the fund is given.
"""

from datetime import timedelta
from email.utils import formataddr
from pathlib import Path
from typing import Any

import dj_database_url
import environs
from csp.constants import NONE, SELF
from pythonjsonlogger.core import RESERVED_ATTRS

from carpimko_portal.lib.adresses import origine
from carpimko_portal.lib.bases import options_sqlite
from carpimko_portal.lib.secrets_locaux import repertoire_prive, secret_local

BASE_DIR = Path(__file__).resolve().parent.parent
env = environs.FileAwareEnv(strip_whitespace=True, eager=False)
env.read_env(BASE_DIR / ".env", recurse=False)

MODE = env.str("MODE", "demonstration", validate=environs.validate.OneOf(["demonstration", "production"]))
PRODUCTION = MODE == "production"
DEMONSTRATION = not PRODUCTION
DEBUG = env.bool("DEBUG", False, validate=environs.validate.OneOf([False] if PRODUCTION else [False, True]))

# Private files: embedded database, generated keys, documents. Never served as such.
REPERTOIRE_DONNEES = repertoire_prive(Path(env.str("REPERTOIRE_DONNEES", str(BASE_DIR / "var"))))


def secret(nom: str) -> str:
    """A secret of the environment; the demonstration makes its own once and keeps it in var/."""
    if PRODUCTION:
        return env.str(nom, validate=environs.validate.Length(min=50)) or ""
    return env.str(nom, "") or secret_local(REPERTOIRE_DONNEES / "cles", nom)


def impose(nom: str, fictif: str) -> str:
    """A value that production must give, and for which the demonstration has a fictitious one."""
    if PRODUCTION:
        serieux = [
            environs.validate.Regexp(r"\s*\S", error="is blank"),
            environs.validate.NoneOf([fictif], error="is fictitious"),
        ]
        return (env.str(nom, validate=serieux) or "").strip()  # `env.seal` tells all that is missing at once
    return env.str(nom, "") or fictif


def liste(nom: str) -> list[str]:
    """The values between the commas, without the blanks around them."""
    return _separer(env.str(nom, ""))


def _separer(texte: str) -> list[str]:
    return [mot.strip() for mot in texte.split(",") if mot.strip()]


SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = liste("SECRET_KEY_FALLBACKS")
CLE_JOURNAL = secret("CLE_JOURNAL")
CLE_LEURRES = secret("CLE_LEURRES")
# Where the head of the journal is told each night, besides the logs.
JOURNAL_TEMOIN_COURRIEL = env.str("JOURNAL_TEMOIN_COURRIEL", "").strip()
_temoin = env.str("JOURNAL_TEMOIN_FICHIER", "").strip()
JOURNAL_TEMOIN_FICHIER = Path(_temoin) if _temoin else None
CLES_COFFRE = _separer(secret("CLES_COFFRE"))  # the current one first; the others only open what they sealed

# Who the fund is -----------------------------------------------------------------------------
CAISSE_NOM = impose("CAISSE_NOM", "Caisse de démonstration")
CAISSE_SOUS_TITRE = env.str("CAISSE_SOUS_TITRE", "Caisse de retraite des auxiliaires médicaux")
CAISSE_ADRESSE = impose("CAISSE_ADRESSE", "1 rue de l’Exemple|00000 Ville-Fictive").split("|")
CAISSE_TELEPHONE = impose("CAISSE_TELEPHONE", "01 99 00 00 00")
CAISSE_COURRIEL = impose("CAISSE_COURRIEL", "contact@caisse.example")
CAISSE_SITE = impose("CAISSE_SITE", "https://www.caisse.example")
CAISSE_DPO = impose("CAISSE_DPO", "dpo@caisse.example")
CAISSE_DIRECTEUR_PUBLICATION = impose("CAISSE_DIRECTEUR_PUBLICATION", "Camille Fictive")
CAISSE_HEBERGEUR = impose("CAISSE_HEBERGEUR", "Hébergeur Fictif, 00000 Ville-Fictive")
CAISSE_IBAN = impose("CAISSE_IBAN", "FR7600000000000000000000097").replace(" ", "").upper()
# The name that the payer's bank compares with the account (verification of payee): exactly the bank's.
CAISSE_TITULAIRE = env.str("CAISSE_TITULAIRE", "").strip() or CAISSE_NOM
CAISSE_BIC = impose("CAISSE_BIC", "DEMOFRPPXXX")
# Accounts whose statements are imported, besides the one on which members pay.
CAISSE_AUTRES_IBAN = [iban.replace(" ", "").upper() for iban in liste("CAISSE_AUTRES_IBAN")]
CAISSE_ICS = impose("CAISSE_ICS", "FR76ZZZ000000")
# What the bank asks for direct debits (docs/prelevements.md): TARGET days before the collection, hour of Paris.
PRELEVEMENTS_REMISE_JOURS = (
    env.int("PRELEVEMENTS_REMISE_JOURS", 3, validate=environs.validate.Range(min=1, max=10)) or 3
)
PRELEVEMENTS_REMISE_HEURE = env.str(
    "PRELEVEMENTS_REMISE_HEURE", "12:00", validate=environs.validate.Regexp(r"^([01]\d|2[0-3]):[0-5]\d$")
)
# Countries that joined SEPA since the registry of IBANs was written.
PRELEVEMENTS_PAYS_SEPA = _separer(env.str("PRELEVEMENTS_PAYS_SEPA", "AL,MD,ME,MK,RS").upper())
# How many times a debit refused for lack of money is presented again.
PRELEVEMENTS_REPRESENTATIONS = env.int(
    "PRELEVEMENTS_REPRESENTATIONS", 1, validate=environs.validate.Range(min=0, max=2)
)
# Beginnings of IBANs that no mandate may name: a country, a whole account. That of the fund never may.
PRELEVEMENTS_IBAN_REFUSES = [iban.replace(" ", "").upper() for iban in liste("PRELEVEMENTS_IBAN_REFUSES")]

# Where the portal answers --------------------------------------------------------------------
# The demonstration's logins are public: it answers on the loopback, whatever it is told.
ALLOWED_HOSTS = _separer(impose("ALLOWED_HOSTS", "")) if PRODUCTION else ["127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = liste("CSRF_TRUSTED_ORIGINS")
ROOT_URLCONF = "carpimko_portal.urls"
WSGI_APPLICATION = "carpimko_portal.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_otp",
    "carpimko_portal",
    "accounts",
    "documents",
    "cotisations",
    "retraite",
]
if DEMONSTRATION:
    INSTALLED_APPS.append("demonstration")

MIDDLEWARE = [
    "carpimko_portal.middleware.IdentifiantDeRequete",
    "carpimko_portal.middleware.RessourcesReservees",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "carpimko_portal.sante.Sante",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "carpimko_portal.middleware.PagesDeSecours",
    "carpimko_portal.middleware.EntreesStrictes",
    "carpimko_portal.middleware.PagesPrivees",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "accounts.middleware.LimitesDeSession",
    "accounts.middleware.ConnexionExigee",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.AccesCourant",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",  # the admin insists on it
                "django.contrib.messages.context_processors.messages",
                "carpimko_portal.contexte.portail",
            ],
            "builtins": ["carpimko_portal.templatetags.composants", "carpimko_portal.templatetags.typographie"],
        },
    }
]
FORM_RENDERER = "carpimko_portal.formulaires.Rendu"

# Databases -----------------------------------------------------------------------------------
# Never ATOMIC_REQUESTS: on SQLite each GET would take the write lock.
DATABASES = {
    "default": dj_database_url.parse(
        impose("DATABASE_URL", f"sqlite:///{REPERTOIRE_DONNEES / 'portail.sqlite3'}") or "sqlite://",
        conn_max_age=env.int("DUREE_CONNEXION_BASE", 60),
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = options_sqlite()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who is asking -------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Compte"
AUTHENTICATION_BACKENDS = ["accounts.authentification.NumeroDeDossier", "accounts.authentification.Agents"]
PASSWORD_HASHERS = [
    "accounts.hachage.Argon2id",
    "accounts.reprise.Argon2idDePbkdf2",
]
# docs/securite/mots-de-passe.md says why.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"accounts.mots_de_passe.regles.{regle}"}
    for regle in ("Longueur", "Composition", "Hasard", "PasCourant", "PasPersonnel", "PasDevinable")
]
# Iterations of PBKDF2 that every try at connexion costs while passwords of the former site are in use.
HACHAGE_REPRIS_ITERATIONS = env.int(
    "HACHAGE_REPRIS_ITERATIONS", 0, validate=environs.validate.Range(min=0, max=2_000_000)
)
LOGIN_URL = "accounts:connexion"
LOGIN_REDIRECT_URL = "espace"

# FranceConnect v2: absent unless all three are given. The demonstration speaks to a peer of its own.
_port = env.int("PORT", 8000)
_pair = f"http://127.0.0.1:{_port}/demonstration/franceconnect/api/v2" if DEMONSTRATION else ""
FRANCECONNECT_EMETTEUR = (env.str("FRANCECONNECT_EMETTEUR", "") or _pair).strip().rstrip("/")
FRANCECONNECT_CLIENT_ID = env.str("FRANCECONNECT_CLIENT_ID", "").strip() or ("demonstration" if DEMONSTRATION else "")
FRANCECONNECT_CLIENT_SECRET = env.str("FRANCECONNECT_CLIENT_SECRET", "").strip()
if DEMONSTRATION and not FRANCECONNECT_CLIENT_SECRET:
    FRANCECONNECT_CLIENT_SECRET = secret_local(REPERTOIRE_DONNEES / "cles", "FRANCECONNECT_CLIENT_SECRET")
FRANCECONNECT_ACTIF = all([FRANCECONNECT_EMETTEUR, FRANCECONNECT_CLIENT_ID, FRANCECONNECT_CLIENT_SECRET])
if FRANCECONNECT_ACTIF:
    AUTHENTICATION_BACKENDS.append("accounts.franceconnect.authentification.FranceConnect")

# Cards: no bank unless one is chosen; the demonstration has one of its own, which speaks the same protocol. Whether
# the money is real follows from MODE alone.
PAIEMENT_PASSERELLE = env.str(
    "PAIEMENT_PASSERELLE", "", validate=environs.validate.OneOf(["", "aucune", "lyra", "stripe"])
) or ("lyra" if DEMONSTRATION else "aucune")
_banque = "/demonstration/banque/" if DEMONSTRATION else ""
LYRA_ADRESSE = env.str("LYRA_ADRESSE", "").strip() or _banque
LYRA_SITE = env.str("LYRA_SITE", "").strip() or ("00000000" if DEMONSTRATION else "")
LYRA_CLE = env.str("LYRA_CLE", "").strip()
if DEMONSTRATION and not LYRA_CLE:
    LYRA_CLE = secret_local(REPERTOIRE_DONNEES / "cles", "LYRA_CLE")
STRIPE_CLE = env.str("STRIPE_CLE", "").strip()
STRIPE_CLE_NOTIFICATION = env.str("STRIPE_CLE_NOTIFICATION", "").strip()
CARTE_MINIMUM_CENTIMES = 100 * (env.int("CARTE_MINIMUM_EUROS", 1, validate=environs.validate.Range(min=1)) or 1)
CARTE_MAXIMUM_CENTIMES = 100 * (
    env.int("CARTE_MAXIMUM_EUROS", 10_000, validate=environs.validate.Range(min=1, max=1_000_000)) or 1
)
# In which order the régimes of an échéance are paid (docs/adr/0021); those that are not named come last.
IMPUTATION_ORDRE_REGIMES = liste("IMPUTATION_ORDRE_REGIMES") or [
    "regularisation_t1", "regularisation_t2", "base_t1", "base_t2", "invalidite_deces", "complementaire",
    "asv_forfait", "asv_proportionnelle",
]  # fmt: skip

# Sessions live in the database, so that a logout, a revocation and a restart are facts.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
_minutes = env.int("SESSION_INACTIVITE_MINUTES", 20, validate=environs.validate.Range(min=5))
_heures = env.int("SESSION_DUREE_MAX_HEURES", 12, validate=environs.validate.Range(min=1))
SESSION_INACTIVITE, SESSION_DUREE_MAX = timedelta(minutes=_minutes or 0), timedelta(hours=_heures or 0)
# Agents see everybody: their sessions are shorter.
SESSION_AGENT_INACTIVITE = timedelta(
    minutes=env.int("SESSION_AGENT_INACTIVITE_MINUTES", 15, validate=environs.validate.Range(min=5)) or 0
)
SESSION_AGENT_DUREE_MAX = timedelta(
    hours=env.int("SESSION_AGENT_DUREE_MAX_HEURES", 8, validate=environs.validate.Range(min=1)) or 0
)
SESSION_COOKIE_AGE = int(SESSION_DUREE_MAX.total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"  # Strict would lose the return from FranceConnect
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
APPAREIL_COOKIE_NAME = "__Host-appareil" if PRODUCTION else "appareil"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "carpimko_portal.erreurs.formulaire_expire"
MESSAGE_TAGS = {25: "succes", 30: "attention", 40: "danger"}  # the tones of our notices
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # a visitor opens no session

# « Je ne suis pas un robot »: a proof of work of our own, or Google's reCAPTCHA when its keys are given.
RECAPTCHA_PUBLIC_KEY = env.str("RECAPTCHA_PUBLIC_KEY", "").strip()
RECAPTCHA_PRIVATE_KEY = env.str("RECAPTCHA_PRIVATE_KEY", "").strip()
RECAPTCHA_VERIFY_REQUEST_TIMEOUT = 3  # seconds
CAPTCHA = env.str(
    "CAPTCHA",
    "recaptcha" if RECAPTCHA_PUBLIC_KEY and RECAPTCHA_PRIVATE_KEY else "preuve_de_travail",
    validate=environs.validate.OneOf(["preuve_de_travail", "recaptcha"]),
)
# Derivations a browser makes at most (half of it at least), about 1 ms each on one core.
CAPTCHA_TRAVAIL = env.int("CAPTCHA_TRAVAIL", 1200, validate=environs.validate.Range(min=2, max=100_000))

# Pages that must not tell whether a dossier exists never answer sooner than this, plus up to 10 ms at random.
_ms = env.int("PLANCHER_REPONSE_MS", 60, validate=environs.validate.Range(min=0 if DEMONSTRATION else 30, max=1000))
PLANCHER_REPONSE = timedelta(milliseconds=_ms or 0)

# Headers -------------------------------------------------------------------------------------
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Leaving the portal is a form, and the way out goes on to FranceConnect.
        # So is going to the bank.
        "form-action": [
            SELF,
            *([origine(FRANCECONNECT_EMETTEUR)] if FRANCECONNECT_ACTIF else []),
            *([origine(LYRA_ADRESSE)] if PAIEMENT_PASSERELLE == "lyra" and LYRA_ADRESSE.startswith("https:") else []),
        ],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        **({"upgrade-insecure-requests": True} if PRODUCTION else {}),
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    capacite: []
    for capacite in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
        "fullscreen", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment",
        "publickey-credentials-get", "screen-wake-lock", "usb", "xr-spatial-tracking",
    )
}  # fmt: skip
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^sante/"]
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if env.bool("DERRIERE_UN_MANDATAIRE", False):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# How many proxies of ours add an address to X-Forwarded-For; none by default, and the header is not read.
MANDATAIRES_DE_CONFIANCE = env.int("MANDATAIRES_DE_CONFIANCE", 0, validate=environs.validate.Range(min=0, max=9))

# Bad input: no form of the portal needs more than this, and none takes a file (`EntreesStrictes`) but those of
# CORPS_MAX_PAR_CHEMIN: the file is looked at in memory, and never written as it came.
DATA_UPLOAD_MAX_MEMORY_SIZE = 262_144
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FICHIER_VERIFIE_MAX = 2_000_000
# Pieces that members deposit (docs/pieces.md): bytes of one, and of all that a dossier has here; pieces in one day.
PIECE_MAX = 10_000_000
PIECES_PAR_JOUR = env.int("PIECES_PAR_JOUR", 20, validate=environs.validate.Range(min=1, max=1000))
_mo = env.int("PIECES_MO_PAR_DOSSIER", 200, validate=environs.validate.Range(min=10, max=100_000))
PIECES_MAX_PAR_DOSSIER = (_mo or 0) * 1_000_000
RELEVE_ENVOYE_MAX = 24_000_000  # a larger statement is imported by `manage.py importer_releve`
_ENVELOPPE = 10_000  # bytes of a form around its file
CORPS_MAX_PAR_CHEMIN = {
    "/verification/fichier/": FICHIER_VERIFIE_MAX + _ENVELOPPE,
    "/documents/pieces/": PIECE_MAX + _ENVELOPPE,
    "/admin/cotisations/releve/importer/": RELEVE_ENVOYE_MAX + _ENVELOPPE,
    "/admin/cotisations/retourdeprelevement/importer/": FICHIER_VERIFIE_MAX + _ENVELOPPE,
}
FILE_UPLOAD_MAX_MEMORY_SIZE = max(CORPS_MAX_PAR_CHEMIN.values())  # beyond, the handler would drop the file unsaid
# clamd://host:port, clamd:///path/of/its/socket, or off. Configured and silent: pieces wait in quarantine.
ANTIVIRUS = env.str(
    "ANTIVIRUS", "off", validate=environs.validate.Regexp(r"off|clamd:///.+|clamd://[^/:]+:\d{1,5}", error="is neither")
)
ANTIVIRUS_PATIENCE = env.int("ANTIVIRUS_PATIENCE_SECONDES", 10, validate=environs.validate.Range(min=1, max=60))

# Planned maintenance: every page answers 503 and says when to come back.
MAINTENANCE = env.bool("MAINTENANCE", False)
REPRISE_SECONDES = env.int("REPRISE_SECONDES", 300)

# Files ---------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("REPERTOIRE_STATIQUES", str(BASE_DIR / "staticfiles")))


def fichiers(nom: str) -> dict[str, Any]:
    """A private directory of the data."""
    options = {
        "location": REPERTOIRE_DONNEES / nom,
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    }
    return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}


# When several machines serve the portal (requirements/options.txt).
def compartiment(nom: str) -> dict[str, Any]:
    """A folder of the private bucket."""
    options = {
        "bucket_name": env.str("STOCKAGE_COMPARTIMENT", ""),
        "endpoint_url": env.str("STOCKAGE_ADRESSE", "") or None,
        "region_name": env.str("STOCKAGE_REGION", "") or None,
        "access_key": env.str("STOCKAGE_CLE", "") or None,
        "secret_key": env.str("STOCKAGE_SECRET", "") or None,
        "location": nom,
        "default_acl": None,  # the bucket is private
        "file_overwrite": False,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


STOCKAGE = env.str("STOCKAGE", "fichiers", validate=environs.validate.OneOf(["fichiers", "s3"]))
_ranger = compartiment if STOCKAGE == "s3" else fichiers
STORAGES = {
    "default": _ranger("documents"),
    "pieces": _ranger("pieces"),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
WHITENOISE_USE_FINDERS = DEBUG

# Signing documents ---------------------------------------------------------------------------
# A key in a file, or in a PKCS#11 token; the demonstration makes its own in var/cles/, production needs one (`check`).
SIGNATURE_CLE = env.str("SIGNATURE_CLE", "")
SIGNATURE_CERTIFICATS = env.str("SIGNATURE_CERTIFICATS", "")
SIGNATURE_PHRASE = env.str("SIGNATURE_PHRASE", "")
SIGNATURE_MODULE = env.str("SIGNATURE_MODULE", "")
SIGNATURE_JETON = env.str("SIGNATURE_JETON", "")
SIGNATURE_ETIQUETTE = env.str("SIGNATURE_ETIQUETTE", "")
SIGNATURE_HORODATAGE = env.str("SIGNATURE_HORODATAGE", "")
# Printed on documents, and in their QR code.
ADRESSE_PUBLIQUE = (impose("ADRESSE_PUBLIQUE", "http://127.0.0.1:8000") or "").rstrip("/")

# Language and time: everything is stored in UTC and said in the time of Paris.
LANGUAGE_CODE = "fr"
USE_I18N = True
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# Work outside the request --------------------------------------------------------------------
# Redis in production; the demonstration needs no broker and passes messages through files.
REDIS_URL = impose("REDIS_URL", "")
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"socket_timeout": 1, "socket_connect_timeout": 1, "retry_on_timeout": True, "visibility_timeout": 3600}
    if REDIS_URL
    else {nom: str(REPERTOIRE_DONNEES / "celery") for nom in ("data_folder_in", "data_folder_out", "control_folder")}
)
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A chunk of letters taken by a process that gave no sign after this long is printed again, with other secrets.
COURRIERS_BAIL = timedelta(seconds=env.int("COURRIERS_BAIL_SECONDES", 120))

# Mails ---------------------------------------------------------------------------------------
COURRIEL_EXPEDITEUR = impose("COURRIEL_EXPEDITEUR", "ne-pas-repondre@caisse.example")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = formataddr((CAISSE_NOM, COURRIEL_EXPEDITEUR))
# Whoever takes a mail and has not sent it after this long is taken for dead, and the mail sent again.
COURRIEL_BAIL = timedelta(seconds=env.int("COURRIEL_BAIL_SECONDES", 180))
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if PRODUCTION else "demonstration.courriels.BoiteDeDemonstration"
)
EMAIL_HOST = impose("SMTP_HOTE", "localhost")
EMAIL_PORT = env.int("SMTP_PORT", 587)
EMAIL_HOST_USER = env.str("SMTP_UTILISATEUR", "")
EMAIL_HOST_PASSWORD = env.str("SMTP_MOT_DE_PASSE", "")
_SECURITE = env.str("SMTP_SECURITE", "starttls", validate=environs.validate.OneOf(["starttls", "tls", "aucune"]))
EMAIL_USE_TLS, EMAIL_USE_SSL = _SECURITE == "starttls", _SECURITE == "tls"
EMAIL_TIMEOUT = 10  # seconds for each answer of the server

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "requete": {"()": "carpimko_portal.lib.journaux.AjouteLaRequete"},
        "secrets": {"()": "carpimko_portal.lib.journaux.MasqueLesSecrets"},
    },
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{levelname}{name}{message}{requete}",
            "style": "{",
            "timestamp": True,  # in UTC, with its offset: hours of Paris happen twice on one night of October
            # Django hands over the request itself, whose text holds the query string.
            "reserved_attrs": [*RESERVED_ATTRS, "request", "server_time"],
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["requete", "secrets"]}},
    "root": {"handlers": ["console"], "level": env.str("NIVEAU_JOURNAUX", "INFO")},
    "loggers": {
        "accounts.temoin": {"level": "INFO"},  # whatever the level of the others
        # WeasyPrint and fontTools narrate each glyph at INFO.
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "django": {"handlers": [], "propagate": True},
    },
}

env.seal()
