"""Real old and new keys: everything opens before, halfway and after, and then without the old."""

import json
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import models

from children import key_rotation
from children.models import Attachment
from config import sealing
from tests.factories.children import AttachmentFactory

pytestmark = pytest.mark.django_db
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


def use(monkeypatch: pytest.MonkeyPatch, *keys: str) -> None:
    monkeypatch.setenv("CHILD_KEYS", ",".join(keys))


def quiet(_table: str, _rows: int) -> None:
    pass


def make_files(monkeypatch: pytest.MonkeyPatch, count: int) -> list[tuple[str, bytes]]:
    use(monkeypatch, OLD)
    files = [(f"Verslag {number}", b"%PDF-1.7 " + bytes([number])) for number in range(count)]
    for title, content in files:
        AttachmentFactory(title=title, content=content)
    return files


def opened() -> list[tuple[str, bytes]]:
    return [(row.title, row.content) for row in Attachment.objects.order_by("pk")]


def test_sealed_columns_are_all_that_are_sealed() -> None:
    found = {
        model._meta.label: [column.attname for column in columns]
        for model, columns in key_rotation.sealed_columns().items()
    }
    assert found["children.Attachment"] == ["title", "content"]


def test_rotate_makes_the_old_key_needless(monkeypatch: pytest.MonkeyPatch) -> None:
    files = make_files(monkeypatch, 5)
    use(monkeypatch, NEW, OLD)
    outcome = key_rotation.rotate(tell=quiet, batch=2)
    assert (outcome.seen, outcome.resealed, outcome.broken) == (5, 5, [])
    use(monkeypatch, NEW)
    assert opened() == files


def test_rotate_before_it_ran_the_old_key_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    make_files(monkeypatch, 1)
    use(monkeypatch, NEW)
    with pytest.raises(sealing.SealBrokenError):
        opened()


def test_rotate_again_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    make_files(monkeypatch, 2)
    use(monkeypatch, NEW, OLD)
    key_rotation.rotate(tell=quiet)
    assert key_rotation.rotate(tell=quiet).resealed == 0


def test_rotate_leaves_an_empty_text_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, OLD)
    AttachmentFactory(title="")
    use(monkeypatch, NEW, OLD)
    key_rotation.rotate(tell=quiet)
    raw = models.ExpressionWrapper(models.F("title"), output_field=key_rotation.RAW)
    assert bytes(Attachment.objects.annotate(raw=raw).get().raw) == b""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tokens", [0, 1, 2, 3, 5, 9])
def test_rotate_stopped_at_any_moment_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, tokens: int
) -> None:
    files = make_files(monkeypatch, 5)
    use(monkeypatch, NEW, OLD)
    left = [tokens]

    def close(self: sealing.Seal, column: str, content: bytes) -> bytes:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return self.newest.encrypt(sealing._name(column) + content)

    with monkeypatch.context() as stopped:
        stopped.setattr(sealing.Seal, "close", close)
        with pytest.raises(KeyboardInterrupt):
            key_rotation.rotate(tell=quiet, batch=2)
    assert opened() == files
    outcome = key_rotation.rotate(tell=quiet, batch=2)
    assert outcome.resealed == 5 - tokens // 4 * 2  # two columns a row, two rows a part
    use(monkeypatch, NEW)
    assert opened() == files


def test_rotate_names_what_does_not_open_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Fernet.generate_key().decode())
    lost = AttachmentFactory()
    files = make_files(monkeypatch, 1)
    use(monkeypatch, NEW, OLD)
    outcome = key_rotation.rotate(tell=quiet)
    assert outcome.broken == [
        f"children_attachment.title {lost.pk}",
        f"children_attachment.content {lost.pk}",
    ]
    use(monkeypatch, NEW)
    kept = Attachment.objects.exclude(pk=lost.pk).get()
    assert (kept.title, kept.content) == files[0]


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("rotate_child_keys", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_command_says_what_it_did(monkeypatch: pytest.MonkeyPatch) -> None:
    make_files(monkeypatch, 3)
    use(monkeypatch, NEW, OLD)
    assert "3 van 3 rijen opnieuw verzegeld" in run()
    assert json.loads(run("--json")) == {"rows": 3, "resealed": 0}


def test_command_keeps_the_old_keys_when_something_does_not_open(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_files(monkeypatch, 1)
    use(monkeypatch, NEW)
    with pytest.raises(SystemExit):
        run()
    assert "Verslag" not in capsys.readouterr().out
