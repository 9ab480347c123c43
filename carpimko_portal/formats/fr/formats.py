"""French numbers: a narrow no-break space between thousands, as typographers want it."""

THOUSAND_SEPARATOR = "\u202f"
DECIMAL_SEPARATOR = ","
NUMBER_GROUPING = 3
