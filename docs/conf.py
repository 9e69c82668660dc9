"""Sphinx's settings for the site that ``make site`` builds; ``scripts/make_site.py`` runs it."""

project = html_title = "convlab"
author = "The convlab authors"
extensions = ["myst_nb"]
nb_execution_mode = "off"  # run already, each widget beside its still picture
nb_ipywidgets_js = {}  # page.js is what keeps our widgets alive
myst_heading_anchors = 4
myst_heading_slug_func = "scripts.headings.anchor"  # as JupyterLab's
exclude_patterns = ["README.md"]  # parts of it are in index.md

html_theme = "sphinx_book_theme"
html_theme_options = {
    "home_page_in_toc": True,
    "secondary_sidebar_items": [],  # the width is for the widgets
    "show_navbar_depth": 2,
    "use_download_button": False,  # of the notebook as it is built here; each page links its own
    "use_fullscreen_button": True,
    "use_issues_button": False,
}
html_context = {"default_mode": "auto"}
html_static_path = ["static"]
html_css_files = ["widgets.css", "site.css"]
html_js_files = ["widgets.js", ("page.js", {"defer": "defer"})]
html_copy_source = False
html_show_sphinx = False
html_show_search_summary = False  # a page opened from disk may read no other
html_use_index = False
