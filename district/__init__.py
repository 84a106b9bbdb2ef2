"""One app per process of the district, all in the public schema."""
