"""Made-up people with bank statements and outcomes."""
