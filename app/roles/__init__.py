"""Clinics, staff, roles and groups: who is who at a clinic, and the rules of granting."""
