"""Pages of the register of schools and of the district's settings."""
