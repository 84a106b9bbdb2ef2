"""Settings in four files: what all share, development, tests, production."""
