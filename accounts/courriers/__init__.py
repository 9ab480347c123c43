"""The queue of letters: batches prepared by one agent, printed in cipher, handed to La Poste by another."""
