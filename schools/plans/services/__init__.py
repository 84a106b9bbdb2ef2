"""What people do with plans, one module a noun."""
