"""Tests of letters by e-mail."""
