"""Where the demo refuses to be filled, put back or unlocked."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.demo.fill import DemoError, fill, reset
from config.demo.locks import years_unlocked
from partners.models import School
from tests.factories.partners import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AT = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_a_demo(settings: Any) -> None:
    settings.DEMO = True


def test_fill_refuses_a_database_that_holds_anything_else() -> None:
    UserFactory()
    with pytest.raises(DemoError, match="bevat al iets anders"):
        fill(at=AT)
    assert not School.objects.exists()


def test_fill_outside_a_demo_is_refused(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(DemoError, match="DEMO=1"):
        fill(at=AT)


def test_years_unlocked_outside_a_demo_is_refused(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(ImproperlyConfigured), years_unlocked():
        pass


def test_reset_of_something_else_than_a_demo_is_refused() -> None:
    with pytest.raises(DemoError):
        reset(at=AT)
