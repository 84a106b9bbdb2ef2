"""Long work with a progress row that a page can show."""
