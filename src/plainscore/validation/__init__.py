"""Evidence that a scorecard is accurate, stable and fair."""
