"""Who opens, adds and takes away files: the functions themselves, held against the table."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from children import attachments
from children.attachments import NewFile
from children.file_contents import PDF, CleanFile
from children.models import Attachment
from children.states import FileKind
from tests.children import access_table as table
from tests.children.access_checks import outcome, unlike
from tests.children.access_world import World

# Who opens the files of which children; the table says which of them.
OPENERS = {
    "koc": ("report_health", "mistake"),
    "kow": ("report_health", "no_group"),
    "qc": ("report_health", "withdrawn"),
    "koc elsewhere": ("report_health",),
    "dpo": ("report_health",),
}
# Who adds a file to the child "report", and how the others are refused.
ADDERS = {
    "koc": "FileRefusedError",  # it may, and the file is empty
    "kow": "FileRefusedError",
    "kow beside": "Http404",
    "koc beside": "Http404",
    "koc elsewhere": "Http404",
    "qc": "PermissionDenied",
    "dpo": "PermissionDenied",
    "gem": "PermissionDenied",
}
# Who takes a file of "report" away.
REMOVERS = {
    "koc": "report",
    "koc beside": "Http404",
    "koc elsewhere": "Http404",
    "kow": "PermissionDenied",
    "qc": "PermissionDenied",
}


def file_acts(world: World) -> Iterator[str]:
    """Open, list, add and take away files as different people."""
    for person, states in OPENERS.items():
        for state in states:
            yield from _opened(world, person, state)
            if state in table.READERS.get(person, "").split():
                yield from _listed(world, person, state)
    yield from _added(world)
    yield from _removed(world)


def _opened(world: World, person: str, state: str) -> Iterator[str]:
    is_own = state in table.CHILDCARE.get(person, "").split()
    for kind, file in world.cases[state].files.items():
        may = state in table.FILES[kind].get(person, "").split()
        wanted = "NotScannedError" if is_own and kind == "waiting" else "Http404"
        found = outcome(lambda key=file.key: _key(world, person, key))
        yield from unlike(f"{person}: {kind} of {state}", file.key if may else wanted, found)


def _key(world: World, person: str, key: Any) -> Any:
    return attachments.opened(key=key, by=world.actors[person], at=world.at).key


def _listed(world: World, person: str, state: str) -> Iterator[str]:
    case, actor = world.cases[state], world.actors[person]
    is_own = state in table.CHILDCARE.get(person, "").split()
    wanted = {
        file.key
        for kind, file in case.files.items()
        if is_own or state in table.FILES[kind].get(person, "").split()
    }
    kept = attachments.listed(child=case.child, by=actor, at=world.at)
    keys = [row.attachment.key for row in kept]
    yield from unlike(f"{person}: files of {state}", sorted(wanted), sorted(keys))
    removable = {row.attachment.key for row in kept if row.may_remove}
    loose = wanted - {case.files["screening"].key}  # that goes with a request
    may = loose if person[:3] == "koc" else set()
    yield from unlike(f"{person}: may remove of {state}", sorted(may), sorted(removable))
    later = kept[0].attachment.added_at + timedelta(days=14, seconds=1)
    kept = attachments.listed(child=case.child, by=actor, at=later)
    yield from unlike(f"{person}: removes late", {False}, {row.may_remove for row in kept})


def _added(world: World) -> Iterator[str]:
    child, new = world.cases["report"].child, NewFile(FileKind.REPORT, "Kanarie report", b"")
    clean = CleanFile(b"%PDF-", PDF)
    for person, wanted in ADDERS.items():
        by = world.actors[person]
        given: dict[str, Any] = {"child": child, "new": new, "by": by, "at": world.at}
        found = outcome(lambda g=given: attachments.checked(**g))
        yield from unlike(f"{person}: adds", wanted, found)
        kept = outcome(lambda g=given: attachments.keep(clean=clean, **g).child_id)
        may = wanted == "FileRefusedError"
        yield from unlike(f"{person}: keeps", child.pk if may else "PermissionDenied", kept)
        has_button = person[:3] in {"koc", "kow"}
        yield from unlike(f"{person}: may add", has_button, attachments.may_add(by))


def _removed(world: World) -> Iterator[str]:
    case = world.cases["report"]
    file = case.files["report"]
    for person, wanted in REMOVERS.items():
        found = outcome(lambda p=person: _remove(world, p, file))
        yield from unlike(f"{person}: removes", wanted, found)
    last = file.added_at + attachments.REMOVE_TERM
    yield from unlike(
        "on the last day", "report", outcome(lambda: _remove(world, "koc", file, last))
    )
    over = last + timedelta(seconds=1)
    yield from unlike("too late", "Http404", outcome(lambda: _remove(world, "koc", file, over)))
    gone = Attachment(pk=0, child=case.child, kind=FileKind.REPORT)  # somebody was first
    with patch.object(attachments, "removable", return_value=gone):
        found = outcome(lambda: _remove(world, "koc", gone))
    yield from unlike("a file that is gone", "Http404", found)


def _remove(world: World, person: str, file: Attachment, at: Any = None) -> str:
    by = world.actors[person]
    left = set(Attachment.objects.values_list("pk", flat=True)) - {file.pk}
    child = attachments.remove(key=file.key, by=by, at=at or world.at)
    is_one = set(Attachment.objects.values_list("pk", flat=True)) == left
    return str(child.last_name) if is_one else "more than one file is gone"
