"""Shapes of what people type in, one module a duty."""
