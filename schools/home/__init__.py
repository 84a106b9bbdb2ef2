"""The school's desk: what waits for whom."""
