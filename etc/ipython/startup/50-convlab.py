# Not called convlab.py: a file that is run comes before packages of its name.
get_ipython().run_line_magic("load_ext", "convlab.jupyter")  # noqa: F821
