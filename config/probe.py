"""Health checks of the containers, for images without curl: `python -m config.probe web|beat`."""

import os
import sys
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings

from config import heartbeat


def web() -> bool:
    """Say whether the website answers, under the name that visitors use."""
    port = os.environ.get("BIND", "").rpartition(":")[2] or "8000"
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/healthz",
        headers={"Host": urlsplit(settings.BASE_URL).netloc},
    )
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # never by a proxy
    with direct.open(request, timeout=5) as answer:
        return bool(answer.status == 200)


def beat() -> bool:
    """Say whether beat has ticked lately."""
    age = heartbeat.ages()["beat"]
    return age is not None and age <= heartbeat.STALE_SECONDS


PARTS: dict[str, Callable[[], bool]] = {"web": web, "beat": beat}


def main(argv: list[str]) -> int:
    """Probe one part; returns 0 when it is healthy, 1 when not, 2 on wrong usage."""
    if len(argv) != 1 or argv[0] not in PARTS:
        sys.stderr.write(f"python -m config.probe {'|'.join(PARTS)}\n")
        return 2
    try:
        return 0 if PARTS[argv[0]]() else 1
    except Exception as error:  # noqa: BLE001 - whatever fails, the part is not healthy
        sys.stderr.write(f"{type(error).__name__}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
