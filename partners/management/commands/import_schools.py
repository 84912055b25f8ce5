"""Bring in DUO's register of school locations."""

from partners.management.registers import ImportCommand
from partners.school_import import import_schools


class Command(ImportCommand):
    help = "Leest het DUO-register van schoolvestigingen in (csv of .gz)."
    can_close = True
    importer = staticmethod(import_schools)
