"""Factories: small true records for tests."""
