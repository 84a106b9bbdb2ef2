"""Tests of district/collection."""
