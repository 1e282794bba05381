"""Standardsvar: the ready texts of the clinic."""
