"""Who works where, in which role and group, who is away, and when a clinic is open."""
