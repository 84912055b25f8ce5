"""What beat rings for: a bell that is lost is rung again within a minute."""

import pytest

from config.celery import app


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("letters", "subsidies.tasks.sweep_letters"),
        ("messages", "partners.tasks.sweep_messages"),
        ("attachments", "children.tasks.scan_attachments"),
        ("heartbeat", "config.tasks.pulse"),
        ("observations", "dossier.tasks.call_off_observations"),
        ("support teams", "dossier.tasks.call_off_teams"),
    ],
)
def test_beat_rings_at_least_once_a_minute_for_what_waits(name: str, task: str) -> None:
    entry = app.conf.beat_schedule[name]
    app.loader.import_default_modules()
    assert (entry["task"], entry["schedule"] <= 60) == (task, True)
    assert task in app.tasks


def test_beat_counts_the_figures_every_night() -> None:
    entry = app.conf.beat_schedule["figures"]
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks
    assert entry["schedule"].hour == {3, 4, 5, 6}
