"""What happens in a campaign: one module a noun."""
