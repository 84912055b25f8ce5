"""What a guardian types and taps; the words for what is wrong are those of his language."""

import re
from collections.abc import Mapping
from datetime import date

from django.http import QueryDict

from children.guardian_answers import PART, Choice

PARTS = re.compile(r"\d+")
WHOLE = re.compile(r"(\d{2})(\d{2})(\d{4})")
CHOICE = re.compile(r"vraag-(\d{1,18})")


def read_day(text: str) -> date | None:
    """Return the day somebody typed: 4-9-2023, 04 09 2023, 04092023 or 2023-09-04; or None."""
    whole = WHOLE.fullmatch(text.strip())
    parts = [int(part) for part in (whole.groups() if whole else PARTS.findall(text[:40]))]
    if len(parts) != 3:
        return None
    day, month, year = parts if parts[0] <= 31 else parts[::-1]
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def read_choices(data: QueryDict) -> dict[int, Choice]:
    """Return what was chosen at which question; what was left open is not there."""
    found = ((CHOICE.fullmatch(name), value) for name, value in data.items())
    return {
        int(match[1]): Choice(str(value), tuple(map(str, data.getlist(f"{match[0]}-deel"))))
        for match, value in found
        if match and value
    }


def lacks_parts(given: Mapping[int, Choice]) -> bool:
    """Say whether somebody agreed to some parts and ticked none."""
    return any(chosen.choice == PART and not chosen.parts for chosen in given.values())
