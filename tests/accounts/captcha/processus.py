"""`python -m tests.accounts.captcha.processus BASE REPONSE`: sends one answer as soon as a line comes in."""

import os
import sys

import time_machine

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = sys.argv[1]
    django.setup()
    from tests.accounts.captcha.essai import refus
    from tests.conftest import MAINTENANT

    with time_machine.travel(MAINTENANT, tick=False):
        sys.stdout.write("prêt\n")
        sys.stdout.flush()
        sys.stdin.readline()
        sys.stdout.write("refusé" if refus(sys.argv[2]) else "admis")
