"""What production never has, tested like the rest."""
