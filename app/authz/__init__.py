"""Who may do what, as one table."""
