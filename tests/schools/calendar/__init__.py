"""Tests of schools.calendar."""
