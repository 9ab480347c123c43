"""How gunicorn serves the portal; options of the command line win over these."""

import gc
import threading
from typing import Any

from gunicorn.glogging import Logger

from carpimko_portal.lib.journaux import masquer

# gunicorn believes any peer on the loopback: a client could choose its scheme or its SCRIPT_NAME.
# What a proxy may say is Django's business (DERRIERE_UN_MANDATAIRE).
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}

graceful_timeout = 30
timeout = 60
max_requests = 5_000
max_requests_jitter = 500
# Neither query strings nor referrers, and the path without what opens something.
access_log_format = '%(h)s %(t)s "%(m)s %(U)s %(H)s" %(s)s %(b)s %(M)s "%(a)s"'


class Journal(Logger):  # type: ignore[misc] # gunicorn has no types
    """The access log, without the secret addresses of calendars."""

    def atoms(self, resp: Any, req: Any, environ: Any, request_time: Any) -> dict[str, Any]:
        dits: dict[str, Any] = super().atoms(resp, req, environ, request_time)
        return {nom: masquer(dit) if isinstance(dit, str) else dit for nom, dit in dits.items()}


logger_class = Journal


def post_worker_init(worker: Any) -> None:
    """The first document of a process costs two seconds of imports and fonts: spend them before anyone waits."""
    threading.Thread(target=_prechauffer, daemon=True).start()


def _prechauffer() -> None:
    from carpimko_portal.lib.pdf import prechauffer

    prechauffer()
    # All that was just loaded lives as long as the process: the collector must not walk it at every request.
    gc.collect()
    gc.freeze()
