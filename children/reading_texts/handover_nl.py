"""What a guardian reads of the handover form, in Dutch: what the others translate."""

WORDS = {
    "handover_link": "Lezen wat de opvang aan de school vertelt",
    "handover_heading": "Wat de opvang de school over {child} vertelt",
    "handover_asked": "Dit wil de opvang met de school delen. De school leest dit pas als u ja "
    "zegt, en alleen de delen die u aankruist.",
    "handover_shared": "Dit heeft de opvang met uw toestemming gedeeld. Verandert er iets, dan "
    "leest u dat hier.",
    "handover_none": "Er is nog niets om te lezen.",
    "handover_view": "Wat wilt u zelf vertellen?",
    "handover_view_hint": "De opvang leest wat u schrijft. Leest een school dit formulier, dan "
    "leest zij dit ook.",
    "handover_sent": "Dank u. De opvang leest dit.",
    "own_link": "Zelf aan een school geven",
    "own_open": "Een code maken of bekijken",
    "own_intro": "Met een eigen code laat u een school dit lezen. Dat mag elke school zijn, ook "
    "in een andere gemeente.",
    "own_heading": "{child}: zelf aan een school geven",
    "own_how": "Geef de code aan de school. Zij vult de code in, en de geboortedatum van {child}. "
    "Zij kan het één keer lezen, binnen {days} dagen. In het logboek ziet u dat iemand las.",
    "own_frozen": "De school leest wat er nu staat, en wat u er zelf bij schreef. Wat over een "
    "andere ouder gaat, leest zij niet.",
    "own_health": "De school mag ook lezen wat over gezondheid gaat",
    "own_make": "Code maken",
    "own_again": "Nieuwe code maken",
    "own_replaces": "Een nieuwe code vervangt de oude.",
    "own_code": "Dit is uw code",
    "own_once": "U ziet de code maar één keer. Schrijf hem op, of maak een foto.",
    "own_where": "De school leest op:",
    "own_codes": "Uw codes",
    "own_made_on": "Gemaakt op {day}",
    "own_live": "werkt tot {day}",
    "own_read": "gelezen op {day}",
    "own_stopped": "door u gestopt of vervangen",
    "own_blocked": "werkt niet meer: te vaak een verkeerde geboortedatum",
    "own_expired": "te oud: werkt niet meer",
    "own_stop": "Deze code stoppen",
    "own_stop_done": "De code werkt niet meer.",
    "own_none": "Er is nu niets om door te geven.",
    "own_many": "U maakte veel codes. Probeer het over een week nog eens.",
    "own_back": "Terug naar wat de opvang schrijft",
    "role.code": "iemand met uw code",
}
