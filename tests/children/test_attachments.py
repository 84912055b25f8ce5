"""Files about a child: kept clean or not at all, opened by who may, and scanned first."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from children import attachments
from children.attachments import NewFile, NotScannedError
from children.file_contents import FileRefusedError
from children.models import Attachment, Child, ConsentQuestion
from children.states import (
    SENT_KINDS,
    ConsentAct,
    ConsentScope,
    FileKind,
    FormSection,
    ScanState,
)
from config import malware
from partners.access import Actor
from partners.models import AuditEntry, School
from partners.states import Role
from tests.children import samples
from tests.factories.children import AT, AttachmentFactory, ask, make_child, say
from tests.factories.partners import SchoolFactory, make_actor

pytestmark = pytest.mark.django_db


def contact(child: Child) -> Actor:
    return make_actor(Role.KOC, child.location, day=AT.date())


def new(raw: bytes, **columns: object) -> NewFile:
    return NewFile(kind=FileKind.REPORT, title="Verslag", raw=raw, **columns)  # type: ignore[arg-type]


def lines(action: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action).order_by("pk"))


def verdict(says: bool | None) -> Callable[[bytes], bool]:
    """Return a scanner that says this of every file, or nothing."""

    def scan(_content: bytes) -> bool:
        if says is None:
            raise malware.ScanError
        return says

    return scan


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool | None], None]:
    """Return how a test names the verdict of the scanner."""

    def name(says: bool | None) -> None:
        monkeypatch.setattr(malware, "is_there", lambda: True)
        monkeypatch.setattr(malware, "is_clean", verdict(says))

    return name


@pytest.mark.privacy(15)
def test_add_keeps_the_clean_file_and_waits_for_the_scan() -> None:
    child = make_child()
    made = attachments.add(child=child, new=new(samples.photo()), by=contact(child), at=AT)
    kept = Attachment.objects.get(pk=made.pk)
    assert samples.SECRET not in kept.content
    assert (kept.media_type, kept.size, kept.scan) == (
        "image/jpeg",
        len(kept.content),
        ScanState.WAITING,
    )


def test_add_is_noted_without_the_title() -> None:
    child = make_child()
    made = attachments.add(child=child, new=new(samples.photo()), by=contact(child), at=AT)
    line = lines(attachments.ADDED)[0]
    assert (line.target_key, line.organisation) == (
        str(child.key),
        child.location.holder.organisation,
    )
    assert line.details == {"kind": "report", "file": str(made.key), "size": made.size}


def test_add_refused_keeps_nothing() -> None:
    child = make_child()
    with pytest.raises(FileRefusedError):
        attachments.add(child=child, new=new(b"MZ geen pdf"), by=contact(child), at=AT)
    assert not Attachment.objects.exists()


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a file that is read before somebody may add it be a fault."""
    monkeypatch.setattr(attachments.file_contents, "clean", None)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.KOC, Role.KCC, Role.KOW}))
@pytest.mark.usefixtures("unread")
def test_add_is_for_who_works_with_the_child(role: Role) -> None:
    child, by = make_child(), make_actor(role, None, day=AT.date())
    with pytest.raises(PermissionDenied):
        attachments.add(child=child, new=new(samples.photo()), by=by, at=AT)
    assert not Attachment.objects.exists()


@pytest.mark.privacy(10)
@pytest.mark.parametrize(
    ("role", "is_here"), [(Role.KOW, True), (Role.KOC, False), (Role.KCC, False)]
)
@pytest.mark.usefixtures("unread")
def test_add_to_a_child_of_another_is_the_404_of_none(role: Role, is_here: bool) -> None:
    child, other = make_child(), make_child()
    place = child.location if is_here else other.location  # a worker, but not in its group
    by = make_actor(role, place, day=AT.date())
    with pytest.raises(Http404):
        attachments.add(child=child, new=new(samples.photo()), by=by, at=AT)
    assert [line.target_key for line in lines("child.not_found")] == [""]
    assert not Attachment.objects.exists()


def test_add_is_not_for_a_school_that_may_read() -> None:
    child, school = make_child(), SchoolFactory()
    share(child, school)
    actor = make_actor(Role.QC, school, day=AT.date())
    with pytest.raises(PermissionDenied):
        attachments.add(child=child, new=new(samples.photo()), by=actor, at=AT)


def share(child: Child, school: School) -> ConsentQuestion:
    question = ask(child, ConsentScope.SHARE_FORM, school, sections=[FormSection.REPORT])
    say(question, ConsentAct.GRANTED)
    return question


@pytest.mark.privacy(17)
def test_opened_notes_the_file_and_the_consent() -> None:
    attachment, school = AttachmentFactory(child=make_child()), SchoolFactory()
    question = share(attachment.child, school)
    actor = make_actor(Role.QC, school, day=AT.date())
    assert attachments.opened(key=attachment.key, by=actor, at=AT) == attachment
    line = lines("child.read")[0]
    assert (line.ground, line.details) == (
        str(question.pk),
        {"thing": "report", "section": str(attachment.key)},
    )


def withdrawn(attachment: Attachment, school: School) -> UUID:
    say(share(attachment.child, school), ConsentAct.WITHDRAWN)
    return attachment.key


def not_scanned(attachment: Attachment, school: School) -> UUID:
    share(attachment.child, school)
    Attachment.objects.update(scan=ScanState.WAITING)
    return attachment.key


def about_health(attachment: Attachment, school: School) -> UUID:
    share(attachment.child, school)
    Attachment.objects.update(is_health=True)
    return attachment.key


def never_asked(attachment: Attachment, _school: School) -> UUID:
    return attachment.key


def unknown(_attachment: Attachment, _school: School) -> UUID:
    return uuid4()


@pytest.mark.privacy(10)
@pytest.mark.parametrize("make", [withdrawn, not_scanned, about_health, never_asked, unknown])
def test_opened_by_a_school_is_alike_for_all_it_may_not_see(
    make: Callable[[Attachment, School], UUID],
) -> None:
    attachment, school = AttachmentFactory(child=make_child()), SchoolFactory()
    key = make(attachment, school)
    with pytest.raises(Http404):
        attachments.opened(key=key, by=make_actor(Role.QC, school, day=AT.date()), at=AT)
    assert [line.target_key for line in lines("child.not_found")] == [""]


@pytest.mark.privacy(36)
@pytest.mark.parametrize(
    ("scan", "is_there", "words"),
    [
        (ScanState.WAITING, False, "niet ingesteld"),
        (ScanState.WAITING, True, "wordt nog gecontroleerd"),
        (ScanState.REFUSED, True, "schadelijke software"),
    ],
)
def test_opened_before_a_clean_scan_says_why_not(
    scan: ScanState, is_there: bool, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(malware, "is_there", lambda: is_there)
    attachment = AttachmentFactory(child=make_child(), scan=scan)
    with pytest.raises(NotScannedError, match=words):
        attachments.opened(key=attachment.key, by=contact(attachment.child), at=AT)


def test_file_name_says_what_it_is_and_not_whom() -> None:
    attachment = AttachmentFactory(child=make_child())
    assert attachments.file_name(attachment) == f"report-{str(attachment.key)[:8]}.pdf"


@pytest.mark.privacy(36)
@pytest.mark.parametrize(
    ("says", "scan", "is_kept"),
    [(True, ScanState.CLEAN, True), (False, ScanState.REFUSED, False)],
)
def test_scan_waiting_writes_the_verdict_and_drops_what_is_harmful(
    says: bool, scan: ScanState, is_kept: bool, scanner: Callable[[bool | None], None]
) -> None:
    scanner(says)
    attachment = AttachmentFactory(scan=ScanState.WAITING)
    assert attachments.scan_waiting(at=AT) == 1
    attachment.refresh_from_db()
    assert (attachment.scan, bool(attachment.content)) == (scan, is_kept)
    assert [line.details["scan"] for line in lines(attachments.SCANNED)] == [scan]


@pytest.mark.privacy(36)
def test_scan_waiting_without_a_verdict_keeps_waiting(
    scanner: Callable[[bool | None], None],
) -> None:
    scanner(None)
    attachment = AttachmentFactory(scan=ScanState.WAITING)
    assert attachments.scan_waiting(at=AT) == 0
    attachment.refresh_from_db()
    assert attachment.scan == ScanState.WAITING


@pytest.mark.privacy(36)
def test_scan_waiting_without_a_scanner_calls_nothing_clean() -> None:
    attachment = AttachmentFactory(scan=ScanState.WAITING)
    assert attachments.scan_waiting(at=AT) == 0
    attachment.refresh_from_db()
    assert attachment.scan == ScanState.WAITING


@pytest.mark.parametrize("scan", ScanState.values)
def test_remove_takes_a_file_away_and_tells_the_log(scan: str) -> None:
    attachment = AttachmentFactory(child=make_child(), scan=scan, added_at=AT)
    child, by = attachment.child, contact(attachment.child)
    assert attachments.remove(key=attachment.key, by=by, at=AT + timedelta(days=14)) == child
    assert not Attachment.objects.exists()
    assert [(line.target_key, line.details) for line in lines(attachments.REMOVED)] == [
        (str(child.key), {"kind": "report", "file": str(attachment.key), "size": attachment.size})
    ]


def test_remove_after_14_days_is_too_late() -> None:
    attachment = AttachmentFactory(child=make_child(), added_at=AT)
    with pytest.raises(Http404):
        attachments.remove(
            key=attachment.key, by=contact(attachment.child), at=AT + timedelta(days=15)
        )
    assert Attachment.objects.exists()


@pytest.mark.privacy(10)
def test_remove_of_another_is_the_404_of_none() -> None:
    attachment = AttachmentFactory(child=make_child(), added_at=AT)
    with pytest.raises(Http404):
        attachments.remove(key=attachment.key, by=contact(make_child()), at=AT)
    assert Attachment.objects.exists()


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.KOC}))
def test_remove_is_for_the_contact(role: Role) -> None:
    attachment = AttachmentFactory(child=make_child(), added_at=AT)
    place = attachment.child.location if role == Role.KOW else None
    with pytest.raises(PermissionDenied):
        attachments.remove(key=attachment.key, by=make_actor(role, place, day=AT.date()), at=AT)
    assert Attachment.objects.exists()


def test_scan_waiting_twice_is_free(scanner: Callable[[bool | None], None]) -> None:
    scanner(True)
    AttachmentFactory(scan=ScanState.WAITING)
    assert [attachments.scan_waiting(at=AT), attachments.scan_waiting(at=AT)] == [1, 0]


@pytest.mark.parametrize("kind", sorted(SENT_KINDS))
def test_file_of_a_request_is_not_taken_away_from_the_list(kind: FileKind) -> None:
    attachment = AttachmentFactory(child=make_child(), kind=kind, added_at=AT)
    by = contact(attachment.child)
    (kept,) = attachments.listed(child=attachment.child, by=by, at=AT)
    assert not kept.may_remove
    with pytest.raises(Http404):
        attachments.remove(key=attachment.key, by=by, at=AT)
