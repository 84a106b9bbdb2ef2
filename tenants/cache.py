"""Cache keys carry the school: without it one school would read another's value (scale.md I-11)."""

from core.database import connection


def school_key(key: str, prefix: str, version: int) -> str:
    """The key as stored: schema, prefix, version, key."""
    return f"{connection.schema_name}:{prefix}:{version}:{key}"
