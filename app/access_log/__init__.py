"""The log as people read it: its words, names and lines."""
