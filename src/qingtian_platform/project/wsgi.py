"""The web application, as a server from PyPI runs it."""

import os

from django.core.wsgi import get_wsgi_application

from qingtian_platform.project.process import die_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qingtian_platform.project.settings")
if "QINGTIAN_SERVED" in os.environ:  # a worker of ours: it must not outlive the server
    die_with_parent(os.getppid())
application = get_wsgi_application()
if "QINGTIAN_SERVED" in os.environ:
    from qingtian_platform.publish import warming

    warming.start(application)
