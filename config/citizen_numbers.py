"""No BSN anywhere: a number that passes its check is refused in every field, also inside text.

Source of the check: the eleven-test of the burgerservicenummer, here by python-stdnum.
"""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.nl import bsn

DIGITS = 9
# Groups of digits with up to three signs between them: spaces of any kind, dots, dashes, line ends.
RUN = re.compile(r"\d+(?:[\W_]{1,3}\d+)*")
DATE = re.compile(r"\b\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d{2}\b")
# +31 (0)6 12345678 is a telephone.
COUNTRY_CODE = re.compile(r"(?:\+|\b00)31[^\w]{0,3}(?:0[^\w]{1,2})?$")


def found_in(text: str) -> Iterator[str]:
    """Return each number in a text that could be a BSN: nine digits, or groups that make nine.

    A date is no part of one: "12-03-2021 3 dagen" is ordinary.
    """
    plain = "".join(str(int(char)) if char.isdecimal() else char for char in text)
    plain = DATE.sub(lambda date: "x" * len(date[0]), plain)
    for run in RUN.finditer(plain):
        for start, end in _windows(run):
            is_telephone = COUNTRY_CODE.search(plain[:start])
            if not is_telephone and bsn.is_valid(re.sub(r"\D", "", plain[start:end])):
                yield text[start:end]


def _windows(run: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Return where nine digits begin and end that are whole groups of a run."""
    groups = [(run.start() + m.start(), run.start() + m.end()) for m in re.finditer(r"\d+", run[0])]
    for first in range(len(groups)):
        count = 0
        for start, end in groups[first:]:
            count += end - start
            if count == DIGITS:
                yield groups[first][0], end
            if count >= DIGITS:
                break


def refuse(text: str) -> None:
    """Let a text pass that holds no BSN. Raises: ValidationError; the number is not repeated."""
    if any(found_in(text)):
        raise ValidationError(
            _("Hier staat een getal dat een burgerservicenummer kan zijn: haal het weg."),
            code="bsn",
        )
