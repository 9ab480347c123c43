"""How gunicorn serves the portal; options of the command line win over these."""

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
    from carpimko_portal.lib.pdf import prechauffer

    threading.Thread(target=prechauffer, daemon=True).start()
