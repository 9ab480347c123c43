"""A bank that speaks the form of Lyra, V2, and takes no money: the portal's adapter does not know the difference."""
