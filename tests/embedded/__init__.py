"""Tests of platform/embedded."""
