"""Tests of facts, figures and the pages that compare."""
