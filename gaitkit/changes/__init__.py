"""Before and after: two recordings compared, a change told only where it exceeds its error."""
