"""WSGI entry point of the floor."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.plancher.settings"
application = get_wsgi_application()
