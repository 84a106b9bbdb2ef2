"""Pages of records and completion."""
