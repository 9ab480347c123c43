"""Celery: work outside the request, and the beat that repeats it."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carpimko_portal.settings")

app = Celery("carpimko_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "purger": {"task": "accounts.tasks.purger", "schedule": crontab(minute="17", hour="3")},
    # What nobody was woken for. Expired orders are dropped: the next one does the same.
    "distribuer-les-envois": {"task": "accounts.tasks.distribuer_envois", "schedule": 60.0, "options": {"expires": 55}},
    "traiter-les-demandes": {"task": "accounts.tasks.traiter_demandes", "schedule": 60.0, "options": {"expires": 55}},
    "temoigner-du-journal": {"task": "accounts.tasks.temoigner_du_journal", "schedule": crontab(minute="47", hour="3")},
    "balayer-les-courriers": {"task": "accounts.tasks.balayer_courriers", "schedule": 60.0, "options": {"expires": 55}},
    # In the morning of Paris: a mail that asks for an act is better read by day.
    "rappeler-les-lettres": {"task": "accounts.tasks.rappeler_les_lettres", "schedule": crontab(minute="7", hour="9")},
    # Twice: what a broken morning missed is posted after noon, and nothing twice.
    "rappeler-les-echeances": {
        "task": "cotisations.tasks.rappeler_echeances",
        "schedule": crontab(minute="12", hour="8,13"),
    },
    "verifier-le-journal": {
        "task": "accounts.tasks.verifier_le_journal",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "produire-les-prelevements": {
        "task": "cotisations.tasks.produire_prelevements",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "suivre-les-mandats": {"task": "cotisations.tasks.suivre_les_mandats", "schedule": crontab(minute="*/10")},
    "annoncer-les-prelevements": {
        "task": "cotisations.tasks.annoncer_les_prelevements",
        "schedule": crontab(minute="37", hour="8"),
    },
    "rapprocher-les-operations": {
        "task": "cotisations.tasks.rapprocher_operations",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "interroger-les-paiements": {
        "task": "cotisations.tasks.interroger_les_paiements",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 590},
    },
    "verifier-les-comptes": {
        "task": "cotisations.tasks.verifier_les_comptes",
        "schedule": crontab(minute="37", hour="4"),
    },
    "analyser-les-pieces": {"task": "documents.tasks.analyser_pieces", "schedule": 60.0, "options": {"expires": 55}},
    "purger-le-captcha": {"task": "accounts.tasks.purger_captcha", "schedule": crontab(minute="27")},
}
