"""Schools as tenants: the registry, the only door between schemas, opening, closing and moving a school."""
