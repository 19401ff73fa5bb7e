"""The verbs: a Django project, one app a stage."""
