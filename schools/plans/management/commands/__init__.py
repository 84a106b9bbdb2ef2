"""Commands that an administrator runs by hand."""
