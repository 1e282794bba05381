"""What keeps a clinic in order, a folder for each: staff, groups, absences, clinic settings and standard replies."""
