"""The guardian's page in Polish."""

from children.consent_texts.wording import Ask, Wording
from children.states import ConsentScope, FormSection

WORDING = Wording(
    asks={
        ConsentScope.DISCUSS: Ask(
            "Czy szkoła podstawowa ({school}) może razem z nami rozmawiać o dziecku: {child}?",
            "Koordynator jakości ze szkoły bierze wtedy udział w naszych rozmowach. To osoba, "
            "która pomaga dzieciom na początku szkoły.",
        ),
        ConsentScope.ASKED_AT_35: Ask(
            "Czy możemy zapytać ponownie, gdy dziecko ({child}) będzie miało trzy i pół roku?",
            "Zapytamy wtedy, co szkoła może wiedzieć. Teraz niczego nie przekazujemy.",
        ),
        ConsentScope.OBSERVE: Ask(
            "Czy szkoła podstawowa ({school}) może przyjść do grupy i obserwować dziecko: {child}?",
            "Koordynator jakości ze szkoły patrzy, jak dziecko ({child}) bawi się i uczy.",
        ),
        ConsentScope.OBSERVE_OWN: Ask(
            "Czy nasz koordynator opieki lub zaproszony przez niego zespół może przyjść i "
            "obserwować dziecko: {child}?",
            "Odbywa się to w grupie. Szkoła nic o tym nie wie. Wcześniej mówimy, kto przyjdzie.",
        ),
        ConsentScope.SHARE_FORM: Ask(
            "Czy szkoła podstawowa ({school}) może czytać, co piszemy o dziecku: {child}?",
            "Chodzi tylko o: {parts}.",
        ),
        ConsentScope.SUPPORT_TEAM: Ask(
            "Czy możemy rozmawiać z Państwem i innymi osobami o pomocy dla dziecka: {child}?",
            "W rozmowie biorą udział: {partners}. Jeśli ktoś dołączy, zapytamy ponownie.",
        ),
        ConsentScope.HEALTH: Ask(
            "Czy szkoła podstawowa ({school}) może też wiedzieć, co wiemy o zdrowiu dziecka: "
            "{child}?",
            "To jest osobne pytanie. Odpowiedź „nie” nic nie zmienia w innych wyborach.",
        ),
    },
    sections={
        FormSection.BASICS: "co pomaga i co zwraca uwagę",
        FormSection.DEVELOPMENT: "rozwój",
        FormSection.SUPPORT: "dotychczasowa pomoc",
        FormSection.REPORT: "raport placówki",
        FormSection.ARRANGEMENT: "dodatkowe miejsce lub orzeczenie",
    },
    words={
        "gate_title": "Pytanie od placówki opieki",
        "gate_intro": "Placówka opieki ma do Państwa pytanie. Najpierw proszę wpisać datę.",
        "born": "Data urodzenia dziecka",
        "born_hint": "Dzień, miesiąc i rok. Na przykład 14-3-2023.",
        "next": "Dalej",
        "no_date": "Proszę wpisać datę, na przykład 14-3-2023.",
        "no_match": "Ten link i ta data do siebie nie pasują. Proszę sprawdzić datę. "
        "Po pięciu próbach link przestaje działać. Wtedy proszę użyć przycisku poniżej.",
        "too_often": "Zbyt wiele prób. Proszę poczekać pięć minut.",
        "too_late": "Minęło ponad pół godziny. Proszę ponownie wpisać datę: wtedy wyślemy wybór.",
        "heading": "Pytanie o dziecko: {child}",
        "asks": "Pyta o to placówka opieki ({location}).",
        "you_decide": "Decyzja należy do Państwa. Jeśli „nie”, nic się nie zmieni. "
        "Dziecko: {child}.",
        "yes": "Tak, zgadzam się",
        "no": "Nie, nie zgadzam się",
        "object": "Sprzeciwiam się temu",
        "other_yes": "Jeden rodzic już się zgodził. Brak Państwa zgody zatrzyma przekazywanie.",
        "everybody": "Jest to możliwe tylko, gdy zgodzą się wszyscy rodzice z władzą rodzicielską.",
        "more": "Więcej informacji",
        "reads": "Widzi to tylko szkoła podana w pytaniu. Gmina tego nie widzi.",
        "until": "Zgoda jest ważna do dnia: {day}.",
        "stop_later": "Zgodę można zawsze wycofać: tym linkiem albo nowym, od placówki. "
        "Nie trzeba podawać powodu.",
        "send": "Wyślij wybór",
        "choose": "Najpierw proszę dokonać wyboru przy pytaniu.",
        "closed": "To pytanie się zmieniło. Poniżej jest to, co teraz obowiązuje.",
        "earlier": "Wcześniejsze wybory",
        "said_yes": "Odpowiedź: tak.",
        "said_no": "Odpowiedź: nie.",
        "said_object": "Odpowiedź: sprzeciw.",
        "stop": "Wycofaj zgodę",
        "thanks": "Dziękujemy. Wybór został zapisany.",
        "stopped": "Zgoda została wycofana.",
        "nothing": "Nie ma teraz żadnych pytań.",
        "expired": "Tym linkiem nie można już odpowiedzieć. "
        "Proszę poprosić o nowy przyciskiem poniżej albo w placówce. "
        "Wycofanie zgody jest nadal możliwe.",
        "language": "Wybór języka",
        "skip": "Przejdź do treści",
        "error": "Błąd:",
        "school_partner": "szkoła podstawowa {school}",
        "hidden": "nazwa nie jest pokazywana",
    },
)
