"""From files to clean rows: reading, mapping and checking what a person brings."""
