"""It is Tuesday, 24 November 2026; clients leave the test in its school."""

from tests.schools.records.conftest import november, sign_in

__all__ = ["november", "sign_in"]
