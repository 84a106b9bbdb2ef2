"""PostgreSQL and Valkey from wheels, and the start of everything on a machine that has neither."""
