"""Tests of schools.records."""
