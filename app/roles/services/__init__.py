"""What is done with roles, groups, absences and the settings of a clinic."""
