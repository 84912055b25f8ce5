"""The tables of the dossier."""

from dossier.models.looks import LookAnswer, LookQuestion

__all__ = ["LookAnswer", "LookQuestion"]
