"""Default texts of the grant letter, in plain Dutch (B1): a municipality may edit them.

Letters are legal documents in Dutch, whatever language the reader of the screen has chosen, so
these texts do not pass through gettext. Source of the activities: Uitvoeringskader, A1 to A4.
"""

NO_REFERENCE = "nog niet bekend (concept)"
ACTIVITIES = [
    "doet mee aan kindbesprekingen over kinderen van 0 tot 6 jaar;",
    "overlegt met de kinderopvang hoe het gaat met peuters die naar school gaan;",
    (
        "kijkt mee bij een peuter als de pedagogisch professional daarom vraagt, binnen en waar "
        "mogelijk buiten het kindcentrum;"
    ),
    "zorgt dat een kind in de kleutergroep komt die het best past.",
]

OBLIGATIONS_LIGHT = [
    "U gebruikt het geld alleen voor het doel dat in deze brief staat.",
    "Iedere school spreekt vóór 1 oktober met de kinderopvang af hoe zij de uren samen inzet.",
    (
        "Verandert er iets? Bijvoorbeeld omdat een school sluit, fuseert of de uren niet kan "
        "inzetten. Meld het ons dan binnen vier weken."
    ),
]

ACCOUNTABILITY_LIGHT = [
    (
        "Wij stellen de subsidie nu meteen vast. U hoeft geen eindverslag te sturen. Na afloop van "
        "het schooljaar vragen wij u één keer te bevestigen dat de activiteiten zijn uitgevoerd. "
        "Enkele besturen vragen wij te laten zien wat zij hebben gedaan."
    ),
]


def payment(total: str) -> list[str]:
    """Return the default payment paragraphs. Source: Awb art. 4:87 lid 1 (six weeks)."""
    text = (
        f"U ontvangt {total} in één keer. Wij betalen binnen zes weken nadat wij deze brief "
        "hebben verzonden, op het rekeningnummer dat wij van u kennen."
    )
    return [text]
