"""Tests of the school registry and of the door between schemas."""
