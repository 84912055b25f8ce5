#!/usr/bin/env python
"""Entry point of every command; commands that need the database join or start the services."""

import os
import sys


def main() -> None:
    """Run one management command, with the embedded services where no other are named."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    from config import startup

    with startup.services_for(sys.argv):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
