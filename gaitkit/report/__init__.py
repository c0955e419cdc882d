"""What a report says, independent of the file it is written to."""
