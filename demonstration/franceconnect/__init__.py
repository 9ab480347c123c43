"""A FranceConnect of our own, that speaks v2 to the portal and vouches for people who do not exist."""
