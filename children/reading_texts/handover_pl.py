"""What a guardian reads of the handover form, in Polish."""

WORDS = {
    "handover_link": "Przeczytaj, co placówka przekazuje szkole",
    "handover_heading": "Co placówka mówi szkole o: {child}",
    "handover_asked": "Placówka chce przekazać to szkole. Szkoła przeczyta to dopiero po Państwa "
    "zgodzie i tylko zaznaczone części.",
    "handover_shared": "Placówka przekazała to za Państwa zgodą. Jeśli coś się zmieni, przeczytają"
    " to Państwo tutaj.",
    "handover_none": "Nie ma jeszcze nic do przeczytania.",
    "handover_view": "Co chcą Państwo sami powiedzieć?",
    "handover_view_hint": "Placówka czyta, co Państwo napiszą. Jeśli szkoła czyta ten formularz, "
    "czyta też to.",
    "handover_sent": "Dziękujemy. Placówka to przeczyta.",
    "own_link": "Przekaż szkole samodzielnie",
    "own_open": "Utwórz lub zobacz kod",
    "own_intro": "Własnym kodem pozwalają Państwo szkole to przeczytać. Może to być każda szkoła, "
    "także w innej gminie.",
    "own_heading": "{child}: samodzielne przekazanie szkole",
    "own_how": "Proszę podać kod szkole. Szkoła wpisuje kod i datę urodzenia dziecka ({child}). "
    "Może to przeczytać jeden raz, w ciągu {days} dni. W rejestrze zobaczą Państwo, że ktoś to "
    "przeczytał.",
    "own_frozen": "Szkoła czyta to, co jest tu teraz, i to, co Państwo sami dopisali. Nie czyta "
    "tego, co dotyczy drugiego rodzica.",
    "own_health": "Szkoła może też przeczytać to, co dotyczy zdrowia",
    "own_make": "Utwórz kod",
    "own_again": "Utwórz nowy kod",
    "own_replaces": "Nowy kod zastępuje stary.",
    "own_code": "To jest Państwa kod",
    "own_once": "Kod widać tylko raz. Proszę go zapisać lub zrobić zdjęcie.",
    "own_where": "Szkoła czyta pod adresem:",
    "own_codes": "Państwa kody",
    "own_made_on": "Utworzono {day}",
    "own_live": "działa do {day}",
    "own_read": "przeczytano {day}",
    "own_stopped": "zatrzymany przez Państwa lub zastąpiony",
    "own_blocked": "już nie działa: zbyt wiele błędnych dat urodzenia",
    "own_expired": "zbyt stary: już nie działa",
    "own_stop": "Zatrzymaj ten kod",
    "own_stop_done": "Kod już nie działa.",
    "own_none": "Teraz nie ma nic do przekazania.",
    "own_many": "Utworzyli Państwo wiele kodów. Proszę spróbować ponownie za tydzień.",
    "own_back": "Wróć do tego, co pisze placówka",
    "role.code": "ktoś z Państwa kodem",
}
