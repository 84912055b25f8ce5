"""The tables of the dossier."""

from dossier.models.looks import LookQuestion

__all__ = ["LookQuestion"]
