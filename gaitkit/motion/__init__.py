"""From a pose track to a person's clean motion: who, gaps, angles, views and bouts."""
