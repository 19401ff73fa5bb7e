"""How Sphinx builds the documentation."""

from importlib.metadata import version as _version

project = "Qingtian 青天"
author = "the Qingtian developers"
copyright = "2026, the Qingtian developers"
release = _version("qingtian")

extensions = ["myst_nb", "sphinx.ext.autodoc", "numpydoc"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
nb_execution_mode = "off"  # a test runs the notebooks and compares what they print
nb_merge_streams = True
exclude_patterns = ["_build", "screens", "standards/parts", "quality/parts"]
root_doc = "index"
html_theme = "furo"
html_title = "Qingtian 青天"
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
autodoc_typehints = "none"
numpydoc_show_class_members = False
autosummary_generate = False
suppress_warnings = ["myst.header", "misc.highlighting_failure"]
