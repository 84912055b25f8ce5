"""WSGI entry point for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from config.demo.guard import refuse_demo_accounts  # noqa: E402 - models need the line above

refuse_demo_accounts()
