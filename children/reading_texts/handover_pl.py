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
}
