"""The product's settings, with a fast password hash for the many sign-ins, and another clock."""

import os

import time_machine

from config.settings import *  # noqa: F403 - all settings are the product's own

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if moment := os.environ.get("E2E_NOW"):
    time_machine.travel(moment).start()  # the clock runs on from there, in this process
