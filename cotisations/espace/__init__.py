"""What a member reads of their cotisations: solde, échéancier, history, calls, and why each amount."""
