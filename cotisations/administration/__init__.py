"""What the agents see and do of this app."""
