"""How gunicorn serves the portal; options of the command line win over these."""

import gc
import threading
from typing import Any

# gunicorn believes any peer on the loopback: a client could choose its scheme or its SCRIPT_NAME.
# What a proxy may say is Django's business (DERRIERE_UN_MANDATAIRE).
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}

graceful_timeout = 30
timeout = 60
max_requests = 5_000
max_requests_jitter = 500


def post_worker_init(worker: Any) -> None:
    """The first document of a process costs two seconds of imports and fonts: spend them before anyone waits."""
    threading.Thread(target=_prechauffer, daemon=True).start()


def _prechauffer() -> None:
    from carpimko_portal.lib.pdf import prechauffer

    prechauffer()
    # All that was just loaded lives as long as the process: the collector must not walk it at every request.
    gc.collect()
    gc.freeze()
