"""What the bank says: statements read, checked, and matched with what members owe."""
