"""Grupper: who is in which, making and closing them."""
