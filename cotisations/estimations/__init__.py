"""« Anticiper une baisse ou une hausse de revenus »: preview, deposit, accusé de réception, cancellation."""
