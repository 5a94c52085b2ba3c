"""Forms, rules, vocabularies, follow-up, merge decisions and the Sheet; standard library only."""
