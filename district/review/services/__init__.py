"""What happens in reviews: one module a noun."""
