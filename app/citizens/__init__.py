"""Citizens, their clinics, and the proxies (ombud) of children."""
