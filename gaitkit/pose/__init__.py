"""From pictures to landmarks: one file per backend, weights, and pose files."""
