"""Questions that a member of staff has asked of a list or of the log, kept for the pages that answer them."""
