"""What agents see of statements, and do of operations."""
