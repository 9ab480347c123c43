"""The pages of the agents about what is owed and paid."""
