"""The access log: append-only events and the questions asked of them."""
