"""Vårdpersonal: who has which role, giving roles and ending them."""
