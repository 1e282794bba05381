"""Inställningar: contact, opening hours and closed days."""
