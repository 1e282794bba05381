"""Who is told what, by which channel. Never content: a notice says that there is something to log in for."""
