"""Figures from records and totals: counting rules, units over a reform, stretches of time."""
