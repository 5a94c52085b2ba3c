"""Forms on screen, derived from the declarations."""
