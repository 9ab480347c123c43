"""What a member does for the safety of their compte: password, e-mail address, open sessions, known browsers."""
