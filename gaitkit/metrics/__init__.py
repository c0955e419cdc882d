"""Gait metrics: one decorated function each, found by discovery."""
