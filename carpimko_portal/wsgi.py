"""WSGI entry point."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from carpimko_portal.lib.frontiere import garder

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carpimko_portal.settings")
application = garder(
    get_wsgi_application(),
    taille_max=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    par_chemin=settings.CORPS_MAX_PAR_CHEMIN,
)
