"""The words of the tables of who sees what: states, people, and a row for an address.

What they mean stands in `access_table.py`; each area of the dossier has a table of its own
(`access_areas.py`).
"""

from dataclasses import dataclass

# --- states in words --------------------------------------------------------------------------

AT_LOCATION = (
    "none prepared requested refused withdrawn conflict one_of_two superseded ended expired closed "
    "later discuss observe team health form report report_health discuss_health other_school "
    "other_health other_place no_place other_group old left practice off_school mentored no_group"
)
IN_GROUP = (
    "none prepared requested refused withdrawn conflict one_of_two superseded ended expired closed "
    "later discuss observe team health form report report_health discuss_health other_school "
    "other_health other_place no_place other_group old left practice off_school mentored"
)
COORDINATOR = (
    "discuss observe team form report report_health discuss_health other_health other_place "
    "no_place other_group old left"
)
SCHOOL = "form report report_health other_health other_place no_place other_group old left"
SCHOOL_REPORT = "report report_health other_health other_place no_place other_group old left"
TEACHER = "form report report_health other_health left"
TEACHER_REPORT = "report report_health other_health left"

CHILDCARE = {
    "kcc": f"{AT_LOCATION} sibling kindcentrum",
    "kcc beside": "sibling",
    "koc": AT_LOCATION,
    "koc beside": "sibling",
    "kow": IN_GROUP,
}
READERS = CHILDCARE | {
    "qc": COORDINATOR,
    "qc elsewhere": "other_school",
    "qc of both": f"{COORDINATOR} other_school",
    "sch": SCHOOL,
    "sch elsewhere": "other_school",
    "tea": TEACHER,
    "tea beside": "other_group",
    "tea of both": "other_school",
    "tea elsewhere": "other_school",
}
EDITORS = {name: states for name, states in CHILDCARE.items() if name[:3] != "kcc"}
CONTACTS = {name: states for name, states in CHILDCARE.items() if name[:3] == "koc"}

DISCUSSED = "discuss discuss_health"

# --- addresses ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One address: for whom it opens and in which states, and how it is closed to other roles."""

    path: str
    opens: dict[str, str]
    closed: int = 403
    part: str = ""
    method: str = "GET"
    is_public: bool = False


def nobody(*roles: str) -> dict[str, str]:
    """Return a row that opens for these people and names no child to them."""
    return dict.fromkeys(roles, "")


def here(seen: dict[str, str]) -> dict[str, str]:
    """Return who sees which children that have not left, as lists show them without a choice."""
    return {
        name: " ".join(state for state in states.split() if state != "left")
        for name, states in seen.items()
    }


EVERYBODY = (
    "gem", "sig", "iss", "brd", "qc", "sch", "tea", "kcc", "koc", "kow", "dpo", "adm",
    "tea beside", "kcc beside", "koc beside", "kow beside", "dpo beside", "dpo of town",
    "qc of both", "tea of both",
    "gem elsewhere", "sig elsewhere", "iss elsewhere", "brd elsewhere", "qc elsewhere",
    "sch elsewhere", "tea elsewhere", "kcc elsewhere", "koc elsewhere", "kow elsewhere",
    "dpo elsewhere", "adm elsewhere",
)  # fmt: skip
# Who knocks at the addresses of each child; the others are asked what they see of its rows, and at
# the pages that are not about one child.
PEOPLE = tuple(name for name in EVERYBODY if " " not in name or name.endswith(" elsewhere"))
# For whom consent counts is asked for every state at every address. For the others no consent
# counts, or only that of "other_school", as THINGS holds for all states: at an address they are
# asked for these ones only.
BY_CONSENT = ("qc", "sch", "tea")
NEAR = (
    "none", "withdrawn", "report", "other_school", "left", "practice", "mistake", "mentored",
    "no_group", "sibling",
)  # fmt: skip
# An address that opens to nobody in a role is asked for a few: what opens to it elsewhere is asked.
FAR = ("none", "report", "left")
# Where they are, no module is on: an address about children does not exist.
WITHOUT_MODULE = ("dpo", "dpo beside", "dpo elsewhere")
ELSEWHERE = nobody("kcc elsewhere", "koc elsewhere", "kow elsewhere", "kow beside")
