"""Demonstration only: personas, seed and identity provider. Nothing in app/ imports this package."""
