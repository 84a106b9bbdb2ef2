"""One app per duty of a school union, all in every school's schema."""
