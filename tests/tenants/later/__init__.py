"""A later version of the product, as the upgrade of schools will meet one: migrations that exist in tests only."""
