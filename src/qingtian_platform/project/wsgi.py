"""The web application, as a server from PyPI runs it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qingtian_platform.project.settings")
application = get_wsgi_application()
