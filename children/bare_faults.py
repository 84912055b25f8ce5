"""Why a file cannot be written anew, as the process that reads it says so; knows no Django."""

from enum import IntEnum


class Fault(IntEnum):
    """What is wrong with a file; the number is the code with which its reader ends."""

    BROKEN = 3
    HEAVY = 4
    PIXELS = 5
    PAGES = 6
    PASSWORD = 7
    LAYERS = 8


class FaultError(Exception):
    """A file cannot be written anew."""

    def __init__(self, fault: Fault) -> None:
        """Remember what is wrong."""
        super().__init__(fault.name)
        self.fault = fault
