"""Rendered people whose gait is known exactly: clips to test gait analysis with."""
