"""The public registers that the demo ships, and made-up ones in their layouts."""

import random

from config.settings import BASE_DIR

REGISTERS = BASE_DIR / "config" / "demo" / "registers"
SCHOOLS = (REGISTERS / "schools.csv").read_bytes()
PUPILS = (REGISTERS / "duo-leerlingen-historisch.csv").read_bytes()
SCORES = (REGISTERS / "cbs-achterstandsscores-2019.xlsx").read_bytes()
BOARDS = (REGISTERS / "boards.csv").read_bytes()
SCHOOL_HEADER = SCHOOLS.partition(b"\r\n")[0].decode("cp1252").split(";")
NAMES = ("De Wilg", "’t Kompas", "Het Stadshart", "De Vlindertuin", "IKC ’t Oelebröd")


def national(schools: int, *, seed: int = 1) -> bytes:
    """Return a register of school locations as large as the country's, in DUO's layout."""
    dice = random.Random(seed)  # noqa: S311 - a fixture
    lines = [";".join(SCHOOL_HEADER)]
    for number in range(schools):
        town = dice.randrange(342)
        cells = {
            "PROVINCIE": "Fryslân",
            "BEVOEGD GEZAG NUMMER": f"{30000 + dice.randrange(748)}",
            "INSTELLINGSCODE": _code(number)[:4],
            "VESTIGINGSCODE": _code(number),
            "VESTIGINGSNAAM": f"{dice.choice(NAMES)} {number}",
            "STRAATNAAM": "Verzonnen Straat",
            "HUISNUMMER-TOEVOEGING": f"{dice.randrange(1, 300)}-A",
            "POSTCODE": f"{1000 + town} AB",
            "PLAATSNAAM": f"PLAATS {town}",
            "GEMEENTENUMMER": f"{town:04}",
            "GEMEENTENAAM": f"GEMEENTE {town}",
            "DENOMINATIE": "Openbaar",
            "TELEFOONNUMMER": f"0{dice.randrange(100_000_000, 999_999_999)}",
        }
        lines.append(";".join(cells.get(name, " ") for name in SCHOOL_HEADER))
    return ("\r\n".join(lines) + "\r\n").encode("cp1252")


def _code(number: int) -> str:
    """Return a school code of six characters that no other number gets."""
    rest, last = divmod(number, 26)
    digits, first = divmod(rest, 26)
    return f"{digits:02}{chr(65 + first)}{chr(65 + last)}00"
