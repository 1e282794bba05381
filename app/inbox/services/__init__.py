"""Reading a list is an act; so are the acts on many cases at once."""
