"""The service: consent, score, see, contest, correct, forget, and a record of it all."""
