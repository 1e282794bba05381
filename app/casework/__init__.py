"""The page where staff work with one case."""
