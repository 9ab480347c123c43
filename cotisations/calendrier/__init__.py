"""The échéances in the member's own calendar, by a secret address that they can revoke."""
