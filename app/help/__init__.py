"""Help: one page for each role, and one for citizens."""
