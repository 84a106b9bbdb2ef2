"""Plans of a school union: reading, writing, submitting."""
