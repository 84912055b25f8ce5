"""Columns of the dossier: sealed in the database, never searched, without a BSN."""

from collections.abc import Callable

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import BinaryField, Value

from children.models import Attachment, Child
from config import sealing
from tests.factories.children import AttachmentFactory, ChildFactory
from tests.factories.partners import ChildcareLocationFactory

pytestmark = pytest.mark.django_db
BSN = "123456782"


def stored(attachment: Attachment, column: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM children_attachment WHERE id = %s",  # noqa: S608 - a test's own
            [attachment.pk],
        )
        return bytes(cursor.fetchone()[0])


@pytest.mark.parametrize(("column", "words"), [("title", "Verslag"), ("content", "PDF")])
def test_sealed_field_holds_no_readable_word(column: str, words: str) -> None:
    attachment = AttachmentFactory()
    assert words.encode() not in stored(attachment, column)
    assert stored(attachment, column)


def test_sealed_field_returns_what_was_written() -> None:
    found = Attachment.objects.get(pk=AttachmentFactory(title="Zoë’s verslag").pk)
    assert (found.title, found.content) == ("Zoë’s verslag", b"%PDF-1.7 verzonnen")


def test_sealed_field_keeps_an_empty_text_empty() -> None:
    attachment = AttachmentFactory(title="")
    assert stored(attachment, "title") == b""
    assert Attachment.objects.get(pk=attachment.pk).title == ""


def test_sealed_field_moved_to_another_column_does_not_open() -> None:
    attachment = AttachmentFactory()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE children_attachment SET title = content")
    with pytest.raises(sealing.SealBrokenError):
        Attachment.objects.get(pk=attachment.pk)


@pytest.mark.parametrize("lookup", ["title", "title__icontains", "content__contains"])
def test_sealed_field_is_never_searched(lookup: str) -> None:
    with pytest.raises(FieldError, match="sealed"):
        Attachment.objects.filter(**{lookup: "Verslag"})


@pytest.mark.parametrize("column", ["title", "content"])
def test_database_takes_nothing_unsealed(column: str) -> None:
    attachment = AttachmentFactory()
    readable = Value(b"Levi bijt andere kinderen", output_field=BinaryField())
    with pytest.raises(DatabaseError, match="is_sealed"), transaction.atomic():
        Attachment.objects.filter(pk=attachment.pk).update(**{column: readable})


def test_sealed_field_goes_into_no_dump() -> None:
    with pytest.raises(FieldError, match="sealed"):
        serializers.serialize("json", [AttachmentFactory()])


def test_sealed_text_is_a_text_area_with_its_length() -> None:
    field = Attachment._meta.get_field("title").formfield()
    with pytest.raises(ValidationError):
        field.clean("x" * 121)
    with pytest.raises(ValidationError, match="burgerservicenummer"):
        field.clean(f"nummer {BSN}")


def make(column: str, words: str) -> None:
    ChildFactory(**{column: words})


def save(column: str, words: str) -> None:
    child = ChildFactory()
    setattr(child, column, words)
    child.save()


def update(column: str, words: str) -> None:
    Child.objects.filter(pk=ChildFactory().pk).update(**{column: words})


def bulk_create(column: str, words: str) -> None:
    child = ChildFactory.build(location=ChildcareLocationFactory(), **{column: words})
    Child.objects.bulk_create([child])


def bulk_update(column: str, words: str) -> None:
    child = ChildFactory()
    setattr(child, column, words)
    Child.objects.bulk_update([child], [column])


@pytest.mark.privacy(12)
@pytest.mark.parametrize("column", ["first_name", "last_name"])
@pytest.mark.parametrize("write", [make, save, update, bulk_create, bulk_update])
def test_name_with_a_bsn_is_refused_at_every_write(
    write: Callable[[str, str], None], column: str
) -> None:
    with pytest.raises(ValidationError, match="burgerservicenummer"):
        write(column, f"Levi {BSN}")


@pytest.mark.privacy(12)
def test_text_with_a_bsn_is_refused_at_every_write() -> None:
    attachment = AttachmentFactory()
    with pytest.raises(ValidationError, match="burgerservicenummer"):
        Attachment.objects.filter(pk=attachment.pk).update(title=f"Verslag {BSN}")


@pytest.mark.privacy(12)
def test_languages_with_a_bsn_are_refused() -> None:
    with pytest.raises(ValidationError, match="burgerservicenummer"):
        ChildFactory(languages=["Turks", BSN])
