"""Tests of platform/deploy and docker-compose.yml."""
