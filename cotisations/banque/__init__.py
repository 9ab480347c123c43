"""What banks send: ISO 20022 files, read as streams."""
