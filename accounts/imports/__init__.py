"""Real input: files of the caisse into the database, line by line judged, lot by lot written."""
