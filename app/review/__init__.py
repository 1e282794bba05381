"""Logguppföljning: what the reviewer (GR) asks of the clinic's log."""
