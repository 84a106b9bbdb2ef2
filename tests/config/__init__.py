"""Tests of the project settings and its demo."""
