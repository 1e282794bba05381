"""Case types and their versions, and standard replies."""
