"""The boîte d'envoi: mails posted in the transaction of the act they tell of, delivered after it, at least once."""
