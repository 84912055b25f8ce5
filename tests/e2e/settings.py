"""The product's settings, with a fast password hash for the many sign-ins."""

from config.settings import *  # noqa: F403 - all settings are the product's own

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
