"""The marks of core.access, under the name that views of the upper floors import."""

from core.access import only, open_to_all, signed_in

__all__ = ["only", "open_to_all", "signed_in"]
