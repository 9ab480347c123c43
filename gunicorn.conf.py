"""How gunicorn serves the portal; options of the command line win over these."""

import threading
from typing import Any

graceful_timeout = 30
timeout = 60
max_requests = 5_000
max_requests_jitter = 500


def post_worker_init(worker: Any) -> None:
    """The first document of a process costs two seconds of imports and fonts: spend them before anyone waits."""
    from carpimko_portal.lib.pdf import prechauffer

    threading.Thread(target=prechauffer, daemon=True).start()
