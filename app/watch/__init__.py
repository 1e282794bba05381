"""Figures for whoever runs the product, told at an address of their own in the form that Prometheus reads."""
