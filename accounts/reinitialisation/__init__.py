"""« Mot de passe oublié / Première connexion ? »: asking for a provisional password without learning who exists."""
