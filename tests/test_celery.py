"""A task goes through the broker that the settings name: files on one pass, a real Redis on the other."""

import uuid
from datetime import timedelta
from time import monotonic, sleep

from celery.contrib.testing.worker import start_worker
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.tasks import purger
from carpimko_portal.celery import app

PATIENCE = 60.0


def _session(cle: str, reste: timedelta) -> None:
    Session.objects.create(session_key=cle, session_data="", expire_date=timezone.now() + reste)


def test_un_message_arrive_et_la_tache_est_faite(transactional_db: None) -> None:
    _session("finie", -timedelta(hours=1))
    _session("ouverte", timedelta(hours=1))
    a_part = f"essai-{uuid.uuid4().hex}"  # other tests wake workers too, on the queue that everyone shares
    with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=PATIENCE, queues=a_part):
        purger.apply_async(queue=a_part)
        limite = monotonic() + PATIENCE
        while Session.objects.filter(pk="finie").exists() and monotonic() < limite:
            sleep(0.05)
    assert list(Session.objects.values_list("pk", flat=True)) == ["ouverte"]


def test_le_courtier_est_celui_des_reglages() -> None:
    attendu = "redis" if settings.REDIS_URL else "filesystem"
    assert app.connection_for_write().transport_cls == attendu


def test_chaque_tache_repetee_existe() -> None:
    app.loader.import_default_modules()
    repetees = {entree["task"] for entree in app.conf.beat_schedule.values()}
    assert repetees
    assert repetees <= set(app.tasks)


def test_les_taches_survivent_a_la_mort_d_un_ouvrier() -> None:
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1
