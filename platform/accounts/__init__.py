"""Accounts where people sign in: users, roles, passwords, lock-out, sessions."""
