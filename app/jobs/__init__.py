"""Work that is promised in a transaction and carried out later, at least once."""
