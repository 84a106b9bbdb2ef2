"""Audit trail: who did what to which record, when, from where, before and after."""
