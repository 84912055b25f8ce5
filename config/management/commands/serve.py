"""Serve the product on this machine: web, worker and beat in one command."""

import os
import signal
import socket
import time
import urllib.error
import urllib.request
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import processes
from config.demo.guard import refuse_demo_accounts

FIRST_PORT, LAST_PORT = 8000, 8099
START_SECONDS = 60.0


def free_port() -> int:
    """Return the first free port from 8000.

    Raises: CommandError: none of a hundred is free.
    """
    for port in range(FIRST_PORT, LAST_PORT + 1):
        if is_free(port):
            return port
    raise CommandError(f"Geen poort vrij van {FIRST_PORT} tot {LAST_PORT}: kies er een met --port.")


def is_free(port: int) -> bool:
    """Say whether a port can be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Command(BaseCommand):
    help = "Start website, werker en klok op deze computer; Ctrl-C stopt alles."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the port."""
        parser.add_argument("--port", type=int, help="poort (anders de eerste vrije vanaf 8000)")
        parser.add_argument("--workers", type=int, default=2, help="gelijktijdige taken")

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the three processes, wait for the first page, and stop on a signal."""
        refuse_demo_accounts()
        self.stopped = False
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, self._stop)
        parent = os.getppid()
        port = options["port"] or free_port()
        if not is_free(port):
            raise CommandError(f"Poort {port} is in gebruik: kies een andere met --port.")
        address = f"http://127.0.0.1:{port}"
        environment = {"BASE_URL": address, "BIND": f"127.0.0.1:{port}"}
        programs = {
            "website": ["gunicorn", "config.wsgi", "-c", "gunicorn.conf.py"],
            "werker": processes.worker_arguments(options["workers"]),
            "klok": ["celery", "--quiet", "-A", "config", "beat", "--loglevel", "WARNING"],
        }
        children = [processes.Kept(name, run, environment) for name, run in programs.items()]
        try:
            self._wait_for_page(address, children, parent)
            if not self.stopped:
                self.stdout.write(f"Open {address}/")
                self.stdout.flush()
            while not self.stopped and not processes.has_parent_stopped(parent):
                self._keep(children)
                time.sleep(0.2)
        finally:
            processes.stop([child.process for child in children])

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopped = True

    def _keep(self, children: list[processes.Kept]) -> None:
        for child in children:
            if not child.keep():
                raise CommandError(
                    f"De {child.name} stopt steeds (code {child.process.returncode}): "
                    "lees de regels hierboven."
                )

    def _wait_for_page(self, address: str, children: list[processes.Kept], parent: int) -> None:
        deadline = time.monotonic() + START_SECONDS
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by a proxy
        while not self.stopped and not processes.has_parent_stopped(parent):
            self._keep(children)
            try:
                with direct.open(f"{address}/", timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                if time.monotonic() > deadline:
                    raise CommandError("De eerste pagina kwam niet binnen een minuut.") from None
                time.sleep(0.1)
