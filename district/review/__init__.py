"""Reviewing, scoring, deciding and publishing what schools submitted."""
