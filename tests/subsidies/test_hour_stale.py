"""A week that changed while somebody typed: nothing typed vanishes, nothing is overwritten."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from subsidies import hour_saves
from subsidies.hour_saves import save_week
from subsidies.hours import unbook
from subsidies.models import TimeEntry
from subsidies.states import ActivityCode
from tests.factories.hours import AT, DAY, Desk, make_desk, shut, switch_off
from tests.subsidies.test_hour_pages import WEEK, field, save
from tests.subsidies.test_pages import client_of

pytestmark = pytest.mark.django_db
OTHER = ActivityCode.OTHER


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def desk() -> Desk:
    return make_desk()


def page_of(desk: Desk, path: str = WEEK) -> dict[str, str]:
    """Return the fields of the page as it is shown now."""
    form = client_of(desk.actor).get(path).context["form"]
    return {name: str(form[name].value() or "") for name in form.fields}


def test_week_refuses_minutes_of_a_kind_that_was_switched_off(desk: Desk) -> None:
    page = page_of(desk) | {field(desk): "30", field(desk, ActivityCode.A2): "15"}
    switch_off(desk.year, ActivityCode.A1)
    answer = client_of(desk.actor).post(WEEK, page)
    assert list(answer.context["form"].non_field_errors()) == [
        (
            f"{desk.school.name}, Kindbespreking, 18-11: “30” is niet bewaard. Kindbespreking "
            "staat uit: kies een andere soort."
        )
    ]
    assert not TimeEntry.objects.exists()


def test_week_refuses_minutes_of_a_year_that_was_closed(desk: Desk) -> None:
    page = page_of(desk) | {field(desk): "30"}
    shut(desk.year)
    (text,) = client_of(desk.actor).post(WEEK, page).context["form"].non_field_errors()
    assert text.endswith("“30” is niet bewaard. Schooljaar 2026–2027 is afgesloten: de uren van 18 "
                         "november 2026 blijven staan.")  # fmt: skip


def test_week_refuses_minutes_of_a_weekend_that_is_gone(desk: Desk) -> None:
    before, saturday = "/uren/2026-46/", date(2026, 11, 14)
    desk.book(day=saturday)
    cell = desk.place(day=saturday)
    page = page_of(desk, before) | {cell.name: "90"}
    unbook(cause="meeting:1", by=desk.actor, at=AT)
    (text,) = client_of(desk.actor).post(before, page).context["form"].non_field_errors()
    assert text.endswith("“90” is niet bewaard. 14 november 2026 staat niet meer in deze week.")


def test_week_refuses_minutes_of_another_school(desk: Desk) -> None:
    other = make_desk()
    (text,) = save(desk, **{field(other): "30"}).context["form"].non_field_errors()
    assert text == "18-11: “30” is niet bewaard. Je bent daar geen kwaliteitscoördinator meer."


def test_week_takes_a_closed_cell_that_was_not_touched(desk: Desk) -> None:
    desk.book(activity="alignment")
    page = page_of(desk)
    shut(desk.year)
    assert client_of(desk.actor).post(WEEK, page).status_code == 302


def test_week_that_changed_meanwhile_is_kept_at_the_second_save(desk: Desk) -> None:
    page = page_of(desk) | {field(desk): "75", field(desk, ActivityCode.A2): "15"}
    desk.book()
    form = client_of(desk.actor).post(WEEK, page).context["form"]
    again = {name: str(form[name].value() or "") for name in form.fields}
    assert "hier staan intussen 60 minuten" in form.errors[field(desk)][0]
    assert client_of(desk.actor).post(WEEK, again).status_code == 302
    assert desk.lines == [("a1", 75, "meeting:1", True), ("a2", 15, "", False)]


def test_week_shows_what_was_booked_while_it_was_saved(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(**given: Any) -> object:
        desk.book()
        return save_week(**given)

    page = page_of(desk) | {field(desk): "75"}
    monkeypatch.setattr(hour_saves, "save_week", late)
    assert client_of(desk.actor).post(WEEK, page).context["week"].minutes == 60


def test_note_that_changed_meanwhile_is_kept_at_the_second_save(desk: Desk) -> None:
    desk.save((desk.place(OTHER), 0, 30), note="Ouderavond")
    page = page_of(desk) | {f"note-{desk.school.pk}-other": "Overleg"}
    desk.save(note="Open dag")
    form = client_of(desk.actor).post(WEEK, page).context["form"]
    again = {name: str(form[name].value() or "") for name in form.fields}
    assert client_of(desk.actor).post(WEEK, again).status_code == 302
    assert TimeEntry.objects.get().note == "Overleg"


def test_note_of_a_week_that_was_closed_is_refused(desk: Desk) -> None:
    desk.save((desk.place(OTHER), 0, 30), note="Ouderavond")
    page = page_of(desk) | {f"note-{desk.school.pk}-other": "Overleg"}
    shut(desk.year)
    (text,) = client_of(desk.actor).post(WEEK, page).context["form"].non_field_errors()
    assert text.startswith("Toelichting “Overleg” is niet bewaard")


def test_week_shows_minutes_of_a_closed_day_without_a_point(desk: Desk) -> None:
    desk.book(minutes=1200)
    shut(desk.year)
    text = client_of(desk.actor).get(WEEK).content.decode()
    assert f'data-day="{DAY}">1200</td>' in text
