"""Bank files of many formats, read into records."""
