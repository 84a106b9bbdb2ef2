"""Pages of plans, one module a duty."""
