"""Bring in the national register of childcare."""

from partners.childcare_import import import_childcare
from partners.management.registers import ImportCommand


class Command(ImportCommand):
    help = "Leest de kinderopvang uit het LRK in (csv of .gz)."
    can_close = True
    importer = staticmethod(import_childcare)
