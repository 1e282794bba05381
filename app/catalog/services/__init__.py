"""Publishing case types, and what is done with standard replies."""
