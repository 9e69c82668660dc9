"""What stands where in a picture, as data: boxes to paint, and what they are made of.

The browser makes the same boxes (``widgets/static/scene``, file by file), and
``tests/cases/scenes.json`` holds the two together: a saved picture is what was on screen.
"""
