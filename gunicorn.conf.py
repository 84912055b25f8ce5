"""How gunicorn serves the product: `gunicorn --config gunicorn.conf.py config.wsgi`.

BIND, WEB_CONCURRENCY, WEB_THREADS and FORWARDED_ALLOW_IPS come from the environment (.env.example).
"""

import os
from pathlib import Path

from gunicorn.config import Config
from gunicorn.glogging import Logger


class StructuredLogger(Logger):  # type: ignore[misc]
    """Gunicorn's own lines in the log of the product: one JSON object each."""

    def setup(self, cfg: Config) -> None:
        """Let the root logger write, as config/logs.py sets it up when Django is loaded."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


bind = os.environ.get("BIND") or "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = int(os.environ.get("WEB_THREADS") or 4)
worker_class = "gthread"  # a slow visitor holds a thread, not a process
preload_app = True  # a wrong setting stops the start, and workers share the memory of the code
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - no disk in the way of a heartbeat
timeout = 60
graceful_timeout = 25  # below the 30 s that docker-compose.yml gives before it kills
keepalive = 5
max_requests, max_requests_jitter = 2000, 200  # a leak never grows old
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS") or "127.0.0.1,::1"
control_socket_disable = True  # no second way in, and no file in the home folder
accesslog = None  # config/middleware.py logs every request, without paths that hold a token
errorlog = "-"
logger_class = StructuredLogger
