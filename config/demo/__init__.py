"""The demo: real schools of one municipality, invented people, one established year."""
