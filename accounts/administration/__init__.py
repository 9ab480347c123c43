"""The back office: Django admin, in French, read-only unless a page says otherwise."""
