"""Management commands that touch every floor."""
