"""What goes, when, and that the rest stays."""
