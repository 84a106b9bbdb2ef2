"""The district's desk: what waits for whom."""
