"""The product's settings, on services in a throw-away folder, with a fast password hash."""

import os
import tempfile

from cryptography.fernet import Fernet

# The folder is chosen once; the processes of pytest-xdist and of the tests inherit the variable.
if "SO_TESTS_DATA_DIR" not in os.environ:
    os.environ["SO_TESTS_DATA_DIR"] = tempfile.mkdtemp(prefix="so-tests-")
    os.environ["SO_TESTS_OWNER"] = str(os.getpid())
os.environ["SO_DATA_DIR"] = os.environ["SO_TESTS_DATA_DIR"]
os.environ.setdefault("CHILD_KEYS", Fernet.generate_key().decode())
os.environ.setdefault("LOG_LEVEL", "WARNING")

from config.settings import *  # noqa: F403 - all settings are the product's own

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Every test client would read the folder of static files again, and `make` may be writing there.
WHITENOISE_AUTOREFRESH = True
