"""National registers in DUO's layouts, with invented rows for Tilburg and for elsewhere."""

from tests.registers import PUPILS, SCHOOL_HEADER, national

TILBURG = "0855"
COUNTRY = 6066  # schools elsewhere, as many as DUO lists
POSTAL = "CORRESPONDENTIEADRES"
BOARD_HEADER = [
    "BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAG NAAM", "STRAATNAAM", "HUISNUMMER-TOEVOEGING",
    "POSTCODE", "PLAATSNAAM", "GEMEENTENUMMER", "GEMEENTENAAM", "DENOMINATIE", "TELEFOONNUMMER",
    "INTERNETADRES", f"STRAATNAAM {POSTAL}", f"HUISNUMMER-TOEVOEGING {POSTAL}",
    f"POSTCODE {POSTAL}", f"PLAATSNAAM {POSTAL}", "ADMINISTRATIEKANTOORNUMMER",
]  # fmt: skip
# Code, name, number of the board, municipality.
SCHOOL_ROWS = [
    ("91AA00", "De Wilg", "41001", TILBURG),
    ("91AA01", "De Wilg, locatie Noord", "41001", TILBURG),
    ("91BB00", "De Linde", "41002", TILBURG),
    ("91CC00", "’t Kompas", "41003", TILBURG),
    ("92AA00", "Elders Een", "41001", "0772"),
    ("92BB00", "Elders Twee", "42001", "0344"),
]
# A board of which no list has the address, and one that is of no interest here.
BOARD_ROWS = [
    ("41001", "Stichting Wilgenscholen", "Wilgenlaan", "5000 AA", "TILBURG"),
    ("41002", "Stichting De Linde", "Lindelaan", "5000 AB", "TILBURG"),
    ("42001", "Stichting Elders", "Verweg", "3500 AA", "UTRECHT"),
]


def school_register() -> bytes:
    """Return a register of school locations (02) as large as DUO's of the whole country."""
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
    _header, _end, country = national(COUNTRY).partition(b"\r\n")
    return _written(SCHOOL_HEADER, rows) + country


def pupil_register() -> bytes:
    """Return the pupils of these schools (06): a hundred each on 1 October 2025."""
    header = PUPILS.decode("utf-8-sig").partition("\r\n")[0].split(";")
    rows = [
        {
            "INSTELLINGSCODE": code[:4],
            "VESTIGINGSCODE": code,
            "NAAM_VESTIGING": name,
            "SOORT_VESTIGING": "BO",
            "BEVOEGD_GEZAG_NUMMER": board,
            "GEMEENTECODE_VESTIGING": town.lstrip("0"),
            **{column: "100" for column in header if column.startswith("LEERLINGEN_")},
        }
        for code, name, board, town in SCHOOL_ROWS
    ]
    return b"\xef\xbb\xbf" + _written(header, rows, encoding="utf-8")


def granted() -> bytes:
    """Return our own file with what the schools got last year."""
    own = [code for code, _name, _board, town in SCHOOL_ROWS if town == TILBURG]
    return "\n".join(["vestigingscode;aantal", *(f"{code};4500,00" for code in own)]).encode()


def board_register() -> bytes:
    """Return the list of boards (05), as DUO publishes it."""
    names = ("BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAG NAAM", "STRAATNAAM", "POSTCODE", "PLAATSNAAM")
    rows = [dict(zip(names, row, strict=True)) for row in BOARD_ROWS]
    return _written(BOARD_HEADER, [row | {"HUISNUMMER-TOEVOEGING": "1"} for row in rows])


def _written(header: list[str], rows: list[dict[str, str]], *, encoding: str = "cp1252") -> bytes:
    lines = [";".join(row.get(name, " ") for name in header) for row in rows]
    return "\r\n".join([";".join(header), *lines, ""]).encode(encoding)
