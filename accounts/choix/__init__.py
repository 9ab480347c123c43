"""From a provisional password to the person's own: a restricted session, and nothing else."""
