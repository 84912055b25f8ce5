"""What the codes in the log mean, in words; every code that is recorded stands here."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "demo.reset": _("demo teruggezet"),
    "letter.rendered": _("pdf van een brief gemaakt"),
    "letter.retried": _("brief opnieuw in de wachtrij gezet"),
    "letters.drafted": _("brieven opgesteld"),
    "schools.imported": _("register van scholen ingelezen"),
    "year.established": _("verdeling vastgesteld"),
    "year.saved": _("subsidiejaar opgeslagen"),
}
