"""No BSN anywhere: the check of `config.citizen_numbers`, under the name that this app knows."""

from config.citizen_numbers import found_in, refuse

__all__ = ["found_in", "refuse"]
