"""Account numbers (IBAN): written in groups by people, checked by their remainder (ISO 13616)."""

import re

SHAPE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
DUTCH_LENGTH = 18


def compact(text: str) -> str:
    """Return an account number without spaces, in capitals."""
    return "".join(text.split()).upper()


def is_valid(text: str) -> bool:
    """Say whether this is an IBAN whose check digits are right; a Dutch one has 18 characters."""
    number = compact(text)
    if not SHAPE.fullmatch(number):
        return False
    if number.startswith("NL") and len(number) != DUTCH_LENGTH:
        return False
    moved = number[4:] + number[:4]
    return int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def in_groups(text: str) -> str:
    """Return an account number in groups of four, as a bank prints it."""
    number = compact(text)
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
