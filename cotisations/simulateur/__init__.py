"""The simulator: one situation in, one year of cotisations out, on the page, in a PDF and on the command line."""
