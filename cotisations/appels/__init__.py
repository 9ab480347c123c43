"""The call of a year: from declared incomes to lines, écritures and échéances. See docs/appels.md."""
