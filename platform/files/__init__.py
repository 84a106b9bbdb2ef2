"""Uploads: checked by content, size and name, kept privately per school, served after a check."""
