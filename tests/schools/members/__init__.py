"""Tests of schools/members."""
