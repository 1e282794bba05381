"""The citizen's side: write, read, answer, and see honestly where a case stands."""
