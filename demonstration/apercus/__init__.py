"""Every PDF and mail, drawn by the builders of production, while one writes them. Under `DEBUG` alone."""
