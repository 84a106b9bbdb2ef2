"""Tests of the school's desk."""
