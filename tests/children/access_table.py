"""Who sees what, written out: the outcome of every address for everybody in every state.

Nothing here is computed from the product. `access_world.py` names the states and the people: "qc"
is of the school that the question names, "qc elsewhere" of another, "kow beside" works at the same
location in another group. Who is not named in a row sees nothing.

A new address gets a row in ADDRESSES, `Row(path, opens)`:
- about one child (a name of `Case.keys` in braces: child, guardian, question, report, waiting,
  health, proof): `opens` says for whom it answers 200 or a redirect, and in which states. For the
  same role in any other state it is a 404, as for a child that does not exist.
- about no one child: `opens` says whose names may stand on it, "" for none. Another name on it
  fails. Where the path names something, as a group, the same role elsewhere gets a 404; "qc?" says
  that for a role to which it never opens.
Roles that `opens` does not name are answered with `closed`: 403, or 404 where the view says so.
An address that only takes POST: `method="POST"`. One with several grounds: a row of each, `part`.
One that opens without signing in: `is_public`.
A page of a guardian's link stands in LINK_PAGES. What can touch no child stands in NO_CHILD with
the reason.
"""

from tests.children.access_areas import AREAS
from tests.children.access_rows import (
    AT_LOCATION,
    CHILDCARE,
    CONTACTS,
    DISCUSSED,
    EDITORS,
    ELSEWHERE,
    EVERYBODY,
    IN_GROUP,
    READERS,
    SCHOOL,
    SCHOOL_REPORT,
    TEACHER,
    TEACHER_REPORT,
    Row,
    here,
    nobody,
)

# --- things: what `visible_to` gives ------------------------------------------------------------

REPORTS = CHILDCARE | {
    "qc": SCHOOL_REPORT,
    "qc elsewhere": "other_school",
    "qc of both": f"{SCHOOL_REPORT} other_school",
    "sch": SCHOOL_REPORT,
    "sch elsewhere": "other_school",
    "tea": TEACHER_REPORT,
    "tea beside": "other_group",
    "tea of both": "other_school",
    "tea elsewhere": "other_school",
}
HEALTH_REPORTS = CHILDCARE | {
    "qc": "report_health",
    "qc of both": "report_health",
    "sch": "report_health",
    "tea": "report_health",
}
OFFICERS = {"dpo": f"{AT_LOCATION} sibling kindcentrum off"}
# Who undid a mistake or oversees it reads who saw the child meanwhile.
LOG = {
    "koc": f"{AT_LOCATION} mistake",
    "koc beside": "sibling",
    "dpo": f"{AT_LOCATION} sibling kindcentrum off mistake",
}
LOOKS = CHILDCARE | {"qc": DISCUSSED, "qc of both": DISCUSSED}
THINGS: dict[str, dict[str, str]] = {
    "child": READERS,
    "guardian": CHILDCARE,
    "consent": CHILDCARE
    | OFFICERS
    | {name: READERS[name] for name in READERS if name[:2] in {"qc", "sc"}},
    "report": REPORTS,
    "proof": CHILDCARE,
    "log": LOG,
    "look": LOOKS,
}
for area in AREAS:
    THINGS |= area.things
# Look questions without a child: of the group "group", and of nobody by name.
BARE_LOOKS = {
    "kcc": "group nobody",
    "koc": "group nobody",
    "kow": "group",
    "qc": "group nobody",
    "qc of both": "group nobody",
}
FILES: dict[str, dict[str, str]] = {
    "report": REPORTS,
    "waiting": {},
    "health": HEALTH_REPORTS,
    "proof": CHILDCARE,
    "screening": CHILDCARE | {"qc": "observe", "qc of both": "observe"},
}
# Which questions: a school knows of those that let it see, childcare and its officer of all.
FORM_HERE = (
    "form/share_form report/share_form report_health/share_form other_health/share_form "
    "other_place/share_form no_place/share_form other_group/share_form old/share_form "
    "left/share_form"
)
QUESTIONS_HERE = (
    f"{FORM_HERE} discuss/discuss observe/observe team/support_team discuss_health/discuss"
)
QUESTIONS_OF_ALL = (
    "prepared/share_form requested/share_form refused/share_form withdrawn/share_form "
    "conflict/share_form one_of_two/support_team superseded/share_form ended/share_form "
    "expired/share_form closed/share_form later/asked_at_35 discuss/discuss observe/observe "
    "team/support_team health/health form/share_form report/share_form report_health/share_form "
    "report_health/health discuss_health/discuss discuss_health/health other_school/share_form "
    "other_health/share_form other_health/health other_place/share_form no_place/share_form "
    "other_group/share_form old/share_form left/share_form practice/share_form "
    "off_school/share_form"
)
QUESTIONS: dict[str, str] = {
    "kcc": QUESTIONS_OF_ALL,
    "koc": QUESTIONS_OF_ALL,
    "kow": QUESTIONS_OF_ALL,
    "dpo": QUESTIONS_OF_ALL,
    "qc": QUESTIONS_HERE,
    "qc elsewhere": "other_school/share_form",
    "qc of both": f"{QUESTIONS_HERE} other_school/share_form",
    "sch": FORM_HERE,
    "sch elsewhere": "other_school/share_form",
}

# Groups hold no child: a place sees its own.
AT_SCHOOL = "school closed_school off_school beside"
GROUPS: dict[str, str] = {
    "kcc": "group other_group",
    "koc": "group other_group",
    "kow": "group other_group",
    "kow beside": "group other_group",
    "dpo": "group other_group",
    "qc": AT_SCHOOL,
    "sch": AT_SCHOOL,
    "tea": AT_SCHOOL,
    "tea beside": "school beside",
    "qc of both": "school beside other_school",
    "tea of both": "school beside other_school",
    "qc elsewhere": "other_school",
    "sch elsewhere": "other_school",
    "tea elsewhere": "other_school",
}
# Who sees what holds no child: that the location began, and what its organisation and the
# municipality set.
STARTS = ("kcc", "koc", "kow", "kow beside", "dpo")
POLICIES = ("kcc", "dpo")
TOWN_ROWS = ("gem", "adm", "sig", "iss", "dpo of town")

# --- addresses ----------------------------------------------------------------------------------

GROUP_KEEPERS = (
    "koc", "koc beside", "koc elsewhere", "qc", "qc of both", "qc elsewhere", "sch", "sch elsewhere"
)  # fmt: skip
ASKED = (
    "prepared requested refused withdrawn conflict one_of_two superseded ended expired closed "
    "later discuss observe team health form report report_health discuss_health other_school "
    "other_health other_place no_place other_group old left practice off_school"
)
GROUPED = (
    "none prepared requested refused withdrawn conflict one_of_two superseded ended expired closed "
    "later discuss observe team health form report report_health discuss_health other_school "
    "other_health other_place no_place other_group old left practice off_school"
)
PLACED = "discuss observe team form report report_health discuss_health other_health old left"
ADDRESSES: dict[str, Row | tuple[Row, ...]] = {
    "children": (
        Row("/kinderen/", READERS | here(CHILDCARE) | ELSEWHERE),
        Row("/kinderen/?state=alles", READERS | ELSEWHERE, part="left too"),
        Row("/kinderen/?state=alles&q=kanarie", READERS | ELSEWHERE, part="search"),
        Row("/kinderen/?state=alles&group={group}", dict.fromkeys(READERS | ELSEWHERE, "")
            | {"kcc": GROUPED, "koc": GROUPED, "kow": GROUPED}, part="group"),
        Row("/kinderen/?state=alles&group={place}", dict.fromkeys(READERS | ELSEWHERE, "")
            | {"qc": PLACED, "qc of both": PLACED,
               "sch": "form report report_health other_health old left", "tea": TEACHER},
            part="kleutergroep"),
    ),
    "child_add": Row("/kinderen/toevoegen/", nobody(
        "koc", "kow", "koc beside", "kow beside", "koc elsewhere", "kow elsewhere"
    )),
    "child_import": Row("/kinderen/inlezen/", nobody(
        "koc", "kow", "koc beside", "kow beside", "koc elsewhere", "kow elsewhere"
    )),
    "location_start": Row("/kinderen/starten/{location}/", {
        "koc": "", "kow": "", "kow beside": ""
    }),
    "child": Row("/kinderen/{child}/", READERS),
    "child_move": Row("/kinderen/{child}/groep/", EDITORS),
    "child_leave": Row("/kinderen/{child}/vertrek/", EDITORS),
    "child_return": Row("/kinderen/{child}/terug/", EDITORS),
    "child_undo": Row("/kinderen/{child}/vergissing/", CONTACTS),
    "attachment": (
        Row("/bijlagen/{report}/", REPORTS, 404),
        Row("/bijlagen/{waiting}/", {}, 404, "waiting"),
        Row("/bijlagen/{health}/", HEALTH_REPORTS, 404, "health"),
        Row("/bijlagen/{proof}/", CHILDCARE, 404, "proof"),
        Row("/bijlagen/{screening}/", FILES["screening"], 404, "screening"),
    ),
    "attachment_remove": Row("/bijlagen/{report}/weghalen/", CONTACTS, method="POST"),
    "consents": Row("/toestemming/?location={location}", here({
        "kcc": AT_LOCATION, "koc": AT_LOCATION, "kow": IN_GROUP
    }) | {"kcc beside": "sibling", "koc beside": "sibling"} | ELSEWHERE),
    "consent_policy": Row("/toestemming/instelling/{holder}/", nobody("kcc")),
    "child_consent": Row("/kinderen/{child}/toestemming/", CHILDCARE),
    "child_ask": Row("/kinderen/{child}/toestemming/vragen/", CHILDCARE),
    "child_door": Row("/kinderen/{child}/toestemming/aan-de-deur/", CHILDCARE, method="POST"),
    "child_paper": Row("/kinderen/{child}/toestemming/papier/", CHILDCARE),
    "child_consent_close": Row("/kinderen/{child}/toestemming/1/afsluiten/", {
        "kcc": ASKED, "koc": ASKED, "kow": ASKED, "kcc beside": "", "koc beside": ""
    }),
    "child_change": Row("/kinderen/{child}/wijzigen/", EDITORS),
    "child_place": Row("/kinderen/{child}/kleutergroep/", {
        "qc": SCHOOL, "sch": SCHOOL, "qc of both": f"{SCHOOL} other_school",
        "qc elsewhere": "other_school", "sch elsewhere": "other_school",
    }),
    "guardian_add": Row("/kinderen/{child}/ouders/toevoegen/", EDITORS),
    "guardian_change": Row("/kinderen/{child}/ouders/{guardian}/", EDITORS),
    "guardian_end": Row("/kinderen/{child}/ouders/{guardian}/einde/", EDITORS),
    "guardian_revoke": Row(
        "/kinderen/{child}/ouders/{guardian}/links-intrekken/", EDITORS, method="POST"
    ),
    "child_files": Row("/kinderen/{child}/bestanden/", READERS),
    "child_read_code": Row("/kinderen/{child}/ouders/{guardian}/leescode/", CONTACTS),
    "groups": Row("/groepen/", nobody(*GROUP_KEEPERS)),
    "group_add": Row("/groepen/toevoegen/", nobody(*GROUP_KEEPERS)),
    "group_change": (
        Row("/groepen/{group}/wijzigen/", nobody("koc", "qc?", "sch?")),
        Row("/groepen/{place}/wijzigen/", nobody("qc", "qc of both", "sch", "koc?"), part="school"),
    ),
    "group_close": (
        Row("/groepen/{group}/sluiten/", nobody("koc", "qc?", "sch?")),
        Row("/groepen/{place}/sluiten/", nobody("qc", "qc of both", "sch", "koc?"), part="school"),
    ),
    "looks": Row("/meekijken/", LOOKS | ELSEWHERE | nobody("qc elsewhere")),
    "look_ask": Row("/meekijken/vragen/", here(CHILDCARE) | ELSEWHERE),
    "look": Row("/meekijken/{look}/", LOOKS),
    "look_close": Row("/meekijken/{look}/sluiten/", CHILDCARE, method="POST"),
    "start": Row("/", nobody(*EVERYBODY) | READERS | here(CHILDCARE)),
    "log": Row("/logboek/", nobody(
        "dpo", "dpo beside", "dpo of town", "dpo elsewhere", "adm", "adm elsewhere"
    )),
    "reach_parents": Row("/wie-kan-wat-zien/ouders/", nobody(*EVERYBODY), is_public=True),
    "child_log": Row("/kinderen/{child}/logboek/", LOG),
    "child_log_file": Row(
        "/kinderen/{child}/logboek/bestand/?since=1-1-2026&until=31-12-2026", LOG
    ),
    "child_log_find": Row("/logboek/kind/", nobody(
        "koc", "koc beside", "koc elsewhere", "dpo", "dpo of town", "dpo elsewhere"
    )),
    "reach": Row("/wie-kan-wat-zien/", nobody(*EVERYBODY)),
}  # fmt: skip
for area in AREAS:
    ADDRESSES |= area.addresses

# --- the guardian's pages -----------------------------------------------------------------------

# In which states of a link (`access_links.py`) a page of it opens and names the child. In any other
# it sends away, or asks, and names nobody.
INSIDE = (
    "entered, old, no authority, wrong code, reading, lent, code over, code of another, "
    "reading without authority"
)
LINK_PAGES: dict[str, tuple[str, str]] = {
    "guardian": ("/ouder/{token}/", ""),
    "guardian_choice": ("/ouder/{token}/keuze/", INSIDE),
    "guardian_renew": ("/ouder/{token}/nieuw/", ""),
    "guardian_code": ("/ouder/{token}/code/", ""),
    "guardian_read": ("/ouder/{token}/lezen/", "reading, lent"),
    "guardian_copy": ("/ouder/{token}/lezen/kopie/", "reading"),
    "guardian_file": ("/ouder/{token}/lezen/bestand/{report}/", "reading"),
}
for area in AREAS:
    LINK_PAGES |= area.link_pages

# --- what can touch no child --------------------------------------------------------------------

# Modules of views, or names of addresses, and why.
NO_CHILD: dict[str, str] = {
    "arrangements": "what a municipality offers; no child in it",
    "arrangement_add": "what a municipality offers; no child in it",
    "arrangement_change": "what a municipality offers; no child in it",
    "arrangement_remove": "what a municipality offers; no child in it",
    "consent_texts": "the texts of a municipality",
    "consent_text": "the texts of a municipality",
    "allauth.": "signing in",
    "django.views.generic.": "a redirect of the library",
    "config.": "pages about the product, and health; the start page has its row",
    "subsidies.": "money, letters and hours: the app may not import children (import-linter)",
    "partners.": "people, registers, settings: the app may not import children; the log has a row",
}
for area in AREAS:
    NO_CHILD |= area.no_child
