"""FranceConnect v2: who someone is, vouched for by the State; and which dossiers that opens."""
