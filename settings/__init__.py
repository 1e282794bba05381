"""How the environment is read and judged, in parts that know nothing of the product. ``config.py`` puts them together."""
