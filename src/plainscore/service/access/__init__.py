"""Who is who: sign-in of people and staff, tokens of lenders, limits on how often."""
