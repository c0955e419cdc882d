"""Results as files: one to_*.py per format, each with write(analysis, path, lang)."""
