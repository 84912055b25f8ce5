"""Browsers in words."""

import pytest

from partners.devices import device_of

WINDOWS, MAC = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X)",
)
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{WINDOWS} {CHROME} Edg/126.0", "Edge op Windows"),
        (f"{WINDOWS} {CHROME}", "Chrome op Windows"),
        (f"{WINDOWS} Gecko/20100101 Firefox/128.0", "Firefox op Windows"),
        (
            f"{MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15",
            "Safari op Mac",
        ),
        (f"Mozilla/5.0 (Linux; Android 14) {CHROME}", "Chrome op Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) AppleWebKit Safari/604.1", "Safari op iPhone"),
        ("Firefox/128.0", "Firefox"),
        ("Oude telefoon", ""),
        ("", ""),
    ],
)
def test_device_of(user_agent: str, words: str) -> None:
    assert device_of(user_agent) == words
