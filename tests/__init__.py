"""The suite mirrors the tree; real PostgreSQL, real Valkey, real browser."""
