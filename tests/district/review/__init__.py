"""Tests of district/review."""
