"""What the demo reads from the shipped registers, and what it invents beside them."""

from datetime import date
from typing import Any

import pytest

from config.demo.fill import fill, reset
from partners.models import Kindcentrum, Organisation, RegisterChange, RegisterUpload, School
from subsidies.models import SchoolFigure
from tests.config.conftest import FILLED_AT
from tests.factories.partners import RegisterUploadFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.usefixtures("filled_demo"),
    pytest.mark.xdist_group("demo-extracts"),
]
AT = FILLED_AT


@pytest.fixture(autouse=True)
def _in_a_demo(settings: Any) -> None:
    settings.DEMO = True


def test_fill_brings_pupils_and_scores_of_every_school() -> None:
    counts = {
        (kind, day): SchoolFigure.objects.filter(kind=kind, date=day, value__isnull=False).count()
        for kind, day in SchoolFigure.objects.values_list("kind", "date").distinct()
    }
    assert counts[("pupils", date(2025, 10, 1))] == 41
    assert counts[("score", date(2019, 10, 1))] == 41


def test_fill_makes_a_kindcentrum_of_each_school_that_is_called_one() -> None:
    places = Kindcentrum.objects.prefetch_related("schools", "childcare_locations")
    assert len(places) == 11
    assert {(p.schools.count(), p.childcare_locations.count()) for p in places} == {(1, 1)}


def test_fill_again_leaves_registers_as_they_are() -> None:
    tables = (School, Organisation, SchoolFigure, Kindcentrum, RegisterChange)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    fill(at=AT)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_reset_undoes_what_a_visitor_read_in() -> None:
    RegisterUploadFactory()
    school = School.objects.select_related("organisation").get(organisation__key="13WW00")
    name = school.name
    Organisation.objects.filter(pk=school.pk).update(name="Anders")
    reset(at=AT)
    assert School.objects.get(pk=school.pk).name == name
    assert not RegisterUpload.objects.exists()
    assert not RegisterChange.objects.exists()
