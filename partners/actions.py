"""What the codes in the log mean, in words; every code that is recorded stands here."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "board.changed": _("gegevens van een bestuur gewijzigd"),
    "board.contact_saved": _("contact met een bestuur gewijzigd"),
    "boards.imported": _("lijst van schoolbesturen ingelezen"),
    "childcare.imported": _("register van kinderopvang ingelezen"),
    "demo.reset": _("demo teruggezet"),
    "issuer.changed": _("uitvoerder van brieven gewijzigd"),
    "issuer.made": _("uitvoerder van brieven toegevoegd"),
    "kindcentrum.removed": _("kindcentrum verwijderd"),
    "kindcentrum.saved": _("kindcentrum bewaard"),
    "figures.imported": _("cijfers per school ingelezen"),
    "letter.rendered": _("pdf van een brief gemaakt"),
    "letter.retried": _("brief opnieuw in de wachtrij gezet"),
    "letters.drafted": _("brieven opgesteld"),
    "mandate.saved": _("mandaat bewaard"),
    "module.switched_off": _("module uitgezet"),
    "module.switched_on": _("module aangezet"),
    "municipality.changed": _("instellingen van de gemeente gewijzigd"),
    "schools.imported": _("register van scholen ingelezen"),
    "setup.marked": _("stap van de inrichting gemarkeerd"),
    "year.aligned": _("verdeling voorgelegd"),
    "year.withdrawn": _("voorgelegde verdeling teruggenomen"),
    "year.commented": _("reactie op een verdeling geplaatst"),
    "year.established": _("verdeling vastgesteld"),
    "year.saved": _("subsidiejaar opgeslagen"),
}
