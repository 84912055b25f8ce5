"""Two national registers in DUO's layouts, with invented rows for Tilburg and for elsewhere."""

from tests.registers import SCHOOL_HEADER

TILBURG = "0855"
POSTAL = "CORRESPONDENTIEADRES"
BOARD_HEADER = [
    "BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAG NAAM", "STRAATNAAM", "HUISNUMMER-TOEVOEGING",
    "POSTCODE", "PLAATSNAAM", "GEMEENTENUMMER", "GEMEENTENAAM", "DENOMINATIE", "TELEFOONNUMMER",
    "INTERNETADRES", f"STRAATNAAM {POSTAL}", f"HUISNUMMER-TOEVOEGING {POSTAL}",
    f"POSTCODE {POSTAL}", f"PLAATSNAAM {POSTAL}", "ADMINISTRATIEKANTOORNUMMER",
]  # fmt: skip
# Code, name, number of the board, municipality.
SCHOOL_ROWS = [
    ("01AA00", "De Wilg", "41001", TILBURG),
    ("01AA01", "De Wilg, locatie Noord", "41001", TILBURG),
    ("01BB00", "De Linde", "41002", TILBURG),
    ("01CC00", "’t Kompas", "41003", TILBURG),
    ("02AA00", "Elders Een", "41001", "0772"),
    ("02BB00", "Elders Twee", "42001", "0344"),
]
# A board of which no list has the address, and one that is of no interest here.
BOARD_ROWS = [
    ("41001", "Stichting Wilgenscholen", "Wilgenlaan", "5000 AA", "TILBURG"),
    ("41002", "Stichting De Linde", "Lindelaan", "5000 AB", "TILBURG"),
    ("42001", "Stichting Elders", "Verweg", "3500 AA", "UTRECHT"),
]


def school_register() -> bytes:
    """Return the register of school locations (02), as DUO publishes it."""
    rows = [
        {
            "PROVINCIE": "Verzonnen",
            "BEVOEGD GEZAG NUMMER": board,
            "INSTELLINGSCODE": code[:4],
            "VESTIGINGSCODE": code,
            "VESTIGINGSNAAM": name,
            "STRAATNAAM": "Verzonnen Straat",
            "HUISNUMMER-TOEVOEGING": f"{number}",
            "POSTCODE": "5000 AA",
            "PLAATSNAAM": "TILBURG" if town == TILBURG else "ELDERS",
            "GEMEENTENUMMER": town,
            "GEMEENTENAAM": "TILBURG" if town == TILBURG else "ELDERS",
            "DENOMINATIE": "Openbaar",
        }
        for number, (code, name, board, town) in enumerate(SCHOOL_ROWS, start=1)
    ]
    return _written(SCHOOL_HEADER, rows)


def board_register() -> bytes:
    """Return the list of boards (05), as DUO publishes it."""
    names = ("BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAG NAAM", "STRAATNAAM", "POSTCODE", "PLAATSNAAM")
    rows = [dict(zip(names, row, strict=True)) for row in BOARD_ROWS]
    return _written(BOARD_HEADER, [row | {"HUISNUMMER-TOEVOEGING": "1"} for row in rows])


def _written(header: list[str], rows: list[dict[str, str]]) -> bytes:
    lines = [";".join(row.get(name, " ") for name in header) for row in rows]
    return "\r\n".join([";".join(header), *lines, ""]).encode("cp1252")
