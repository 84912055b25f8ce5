"""Bring in DUO's list of school boards."""

from partners.board_import import import_boards
from partners.management.registers import ImportCommand


class Command(ImportCommand):
    help = "Leest de lijst van bevoegde gezagen van DUO in (csv of .gz)."
    importer = staticmethod(import_boards)
