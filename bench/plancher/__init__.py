"""The floor: an empty Django project on the portal's database, for a page that only says hello."""
