"""What reading in a register did, or would do: row by row, and field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Outcome = Literal["created", "updated", "unchanged", "closed"]


@dataclass(frozen=True)
class FieldChange:
    """One difference: what it was in our tables, and what the register says."""

    field: str
    old: str
    new: str


@dataclass(frozen=True)
class RowChange:
    """What happens to one organisation or figure."""

    code: str
    name: str
    outcome: Outcome
    fields: tuple[FieldChange, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the change as an upload keeps it."""
        fields = [[change.field, change.old, change.new] for change in self.fields]
        return {"code": self.code, "name": self.name, "outcome": self.outcome, "fields": fields}


@dataclass
class RegisterImport:
    """The outcome of an import: each row in the order of the file, then what vanished.

    `lacking` holds sentences on what the register does not say and somebody must fill in.
    `open_count` is how many open rows there were, to judge how many would be closed.
    """

    changes: list[RowChange] = field(default_factory=list)
    skipped: int = 0
    open_count: int = 0
    lacking: list[str] = field(default_factory=list)

    def _codes(self, outcome: Outcome) -> list[str]:
        return [change.code for change in self.changes if change.outcome == outcome]

    @property
    def created(self) -> list[str]:
        """Return the codes that are new."""
        return self._codes("created")

    @property
    def updated(self) -> list[str]:
        """Return the codes that changed."""
        return self._codes("updated")

    @property
    def unchanged(self) -> list[str]:
        """Return the codes that stayed as they were."""
        return self._codes("unchanged")

    @property
    def closed(self) -> list[str]:
        """Return the codes that the register no longer has."""
        return self._codes("closed")

    def as_dict(self) -> dict[str, int]:
        """Return the counts as the commands print them."""
        return {
            "created": len(self.created),
            "updated": len(self.updated),
            "unchanged": len(self.unchanged),
            "closed": len(self.closed),
            "skipped": self.skipped,
        }


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[FieldChange, ...]:
    """Return what differs, in the order of the new values; a field that is new had no value."""
    return tuple(
        FieldChange(name, old.get(name, ""), value)
        for name, value in new.items()
        if old.get(name, "") != value
    )


def row_change(code: str, name: str, fields: tuple[FieldChange, ...], *, is_new: bool) -> RowChange:
    """Return a row's outcome: new, changed, or the same."""
    if is_new:
        return RowChange(code, name, "created", fields)
    return RowChange(code, name, "updated" if fields else "unchanged", fields)


def summary(changes: Iterable[RowChange]) -> list[dict[str, Any]]:
    """Return the changes as an upload keeps them."""
    return [change.as_dict() for change in changes]
