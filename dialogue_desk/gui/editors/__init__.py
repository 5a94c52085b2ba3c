"""One editor per kind of field: `value()`, `set_value()`, `changed`."""
