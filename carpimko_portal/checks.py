"""System checks: what the portal stands on. They load two libraries and import nothing heavy."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from accounts.enums import Acte
from accounts.models import EntreeJournal
from carpimko_portal.lib.pdf import cles
from carpimko_portal.lib.pdf.bibliotheques import COMMANDE, decoupe_rapide_disponible, pdf_disponible


@checks.register
def bibliotheques_pdf(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Pango, without which there is no PDF; the fast subsetter, without which each takes ten times longer."""
    if not pdf_disponible():
        return [
            checks.Warning(
                "Pango is not installed: the portal runs, but cannot issue any PDF.",
                hint=f"Run {COMMANDE}, or install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0.",
                id="portail.W001",
            )
        ]
    if not decoupe_rapide_disponible():
        return [
            checks.Warning(
                "libharfbuzz-subset0 is not installed: one PDF costs about 350 ms instead of 34 ms.",
                hint=f"Run {COMMANDE}, or install libharfbuzz-subset0.",
                id="portail.W002",
            )
        ]
    return []


@checks.register(checks.Tags.database)
def base_de_demonstration(
    app_configs: Sequence[Any] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """A database filled by the demonstration has logins that everyone knows. `migrate` asks this before it starts."""
    if not (settings.PRODUCTION and databases):
        return []
    try:
        marquee = EntreeJournal.objects.filter(acte=Acte.DEMONSTRATION_PREPAREE).exists()
    except DatabaseError:  # nothing is migrated yet
        marquee = False
    return [_BASE_DE_DEMONSTRATION] if marquee else []


_BASE_DE_DEMONSTRATION = checks.Error(
    "This database was filled by the demonstration: its passwords are public.",
    hint="Give DATABASE_URL a database that the demonstration never touched.",
    id="portail.E001",
)


@checks.register(deploy=True)
def mandataires(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Behind a proxy whose word is not taken, everyone has its address: one limit for all members."""
    if getattr(settings, "SECURE_PROXY_SSL_HEADER", None) and not settings.MANDATAIRES_DE_CONFIANCE:
        return [
            checks.Warning(
                "DERRIERE_UN_MANDATAIRE is set and MANDATAIRES_DE_CONFIANCE is 0: all members share one address.",
                hint="Give the number of proxies that add an address to X-Forwarded-For, usually 1.",
                id="portail.W003",
            )
        ]
    return []


@checks.register
def cle_de_signature(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Production signs its documents with a key of its own, that can be read."""
    if not cles.est_configuree():
        return [_SANS_CLE] if settings.PRODUCTION else []
    if settings.SIGNATURE_MODULE:
        return []  # the token is asked when the first document is signed
    try:
        cles.cle_en_fichier()
    except cles.CleInutilisable as defaut:
        return [checks.Error(f"The signing key cannot be used: {defaut}", id="portail.E003")]
    return []


_SANS_CLE = checks.Error(
    "Documents cannot be signed: there is no key.",
    hint="Give SIGNATURE_CLE a file, or SIGNATURE_MODULE the module of a token.",
    id="portail.E002",
)


@checks.register
def antivirus(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Production that scans nothing says so."""
    return [_SANS_ANTIVIRUS] if settings.PRODUCTION and settings.ANTIVIRUS == "off" else []


_SANS_ANTIVIRUS = checks.Warning(
    "ANTIVIRUS is off: the pieces that members deposit are cleaned, and not scanned.",
    hint="Give ANTIVIRUS the address of clamd: clamd://host:3310 or clamd:///run/clamav/clamd.ctl.",
    id="portail.W004",
)
