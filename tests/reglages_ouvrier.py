"""The settings of a process that a test starts beside itself: its database, its own queue, a real server of mails."""

import os

from tests.settings import *  # noqa: F403 - the settings of the tests, all of them
from tests.settings import DATABASES

DATABASES["default"]["NAME"] = os.environ["BASE_DE_L_ESSAI"]
CELERY_TASK_DEFAULT_QUEUE = os.environ["FILE_DE_L_ESSAI"]
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = "127.0.0.1", int(os.environ.get("PORT_SMTP", "25"))
EMAIL_USE_TLS = EMAIL_USE_SSL = False
PASSWORD_HASHERS = ["accounts.hachage.Argon2id"]
