"""Tests of district."""
