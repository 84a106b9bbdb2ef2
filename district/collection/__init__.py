"""Campaigns: who is expected, until when, what came in."""
