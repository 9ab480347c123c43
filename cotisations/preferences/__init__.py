"""How each member pays and wants to be told."""
