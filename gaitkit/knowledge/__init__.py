"""What the articles and the literature say, as typed data read from data/: no judging here."""
