"""The public registers that the demo ships, for the tests that read them."""

from config.settings import BASE_DIR

REGISTERS = BASE_DIR / "config" / "demo" / "registers"
SCHOOLS = (REGISTERS / "schools.csv").read_bytes()
