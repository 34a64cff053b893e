"""The desk behind the door, by the names that the door uses for it."""

from scanpipe.intake.intake import Intake as Desk
from scanpipe.intake.intake import Key

__all__ = ["Desk", "Key"]
