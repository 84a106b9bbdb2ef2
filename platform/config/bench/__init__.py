"""Figures against their baselines, measured side by side in one run: `make bench`."""
