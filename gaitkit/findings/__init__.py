"""Holding what was measured against the patterns of the articles."""
