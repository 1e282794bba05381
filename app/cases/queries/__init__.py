"""What can be asked of the cases: rows for lists, values for pages. Nothing here is shown without a log row."""
