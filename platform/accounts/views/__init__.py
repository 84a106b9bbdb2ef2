"""Pages of the accounts: signing in, one's own account, the administrator's register."""
