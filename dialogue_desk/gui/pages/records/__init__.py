"""Pages of records: sessions with their opinions, feedback, registers, and what every such page is made of."""
