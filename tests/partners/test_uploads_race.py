"""Two people at the same register at the same moment: one reads it in, the other is told."""

from datetime import UTC, datetime

import pytest

from partners import uploads
from partners.models import AuditEntry, RegisterUpload, School
from partners.school_import import import_schools
from partners.states import RegisterKind, Role
from tests.factories.partners import MunicipalityFactory, make_actor
from tests.partners.side_by_side import at_once
from tests.registers import SCHOOLS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT = datetime(2026, 2, 1, 12, tzinfo=UTC)


def test_two_confirmations_of_one_upload_read_it_in_once() -> None:
    town = MunicipalityFactory(key="0796")
    people = [make_actor(Role.GEM, town) for _ in range(2)]
    kept = uploads.upload(
        municipality=town,
        kind=RegisterKind.SCHOOLS,
        name="s.csv",
        raw=SCHOOLS,
        options={},
        by=people[0],
        at=AT,
    )
    acts = [lambda by=by: uploads.confirm(upload_id=kept.pk, by=by, at=AT) for by in people]
    assert at_once(*acts) == ["IllegalMoveError", "done"]
    assert AuditEntry.objects.filter(action="schools.imported").count() == 1
    assert "rows" not in RegisterUpload.objects.get().outcome


def test_two_imports_at_once_make_each_school_once() -> None:
    def act() -> object:
        return import_schools(raw=SCHOOLS, name="s", municipality="0796", by=None, at=AT)

    assert at_once(act, act) == ["done", "done"]
    assert School.objects.count() == 41
