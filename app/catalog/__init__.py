"""Case types (ärendetyper): what a citizen can write about, the questions asked, and the answers given."""
