"""Logging in and out, login sessions, choosing a clinic, and one's own settings."""
