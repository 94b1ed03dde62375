"""modbot reads a forum, notices posts that may break its terms, and brings them to the people who decide."""
