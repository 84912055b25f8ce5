"""What hangs on a child goes with it; the meeting stays."""

import pytest
from django.db import connection

from dossier.models import ActionPoint, AgendaLine, Meeting
from tests.factories.children import ChildFactory
from tests.factories.meetings import ActionPointFactory, AgendaLineFactory

pytestmark = pytest.mark.django_db


def test_erasing_a_child_takes_its_lines_and_actions_and_leaves_the_meeting() -> None:
    child = ChildFactory()
    line = AgendaLineFactory(child=child)
    ActionPointFactory(meeting=line.meeting, line=line, child=child)
    kept = ActionPointFactory(meeting=line.meeting)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('children.erasing', %s, true)", [str(child.pk)])
    child.delete()
    assert list(Meeting.objects.all()) == [line.meeting]
    assert (AgendaLine.objects.count(), list(ActionPoint.objects.all())) == (0, [kept])


@pytest.mark.privacy(11)
def test_meeting_has_no_column_that_points_at_a_child() -> None:
    pointed = {field.related_model for field in Meeting._meta.get_fields() if field.concrete}
    names = {model._meta.model_name for model in pointed if model is not None}
    assert names == {"childcarelocation", "school", "group", "membership"}
