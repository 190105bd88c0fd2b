"""Plainscore: a credit score from how you pay."""
