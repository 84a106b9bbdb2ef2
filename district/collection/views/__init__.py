"""Pages of the district about campaigns."""
