"""Check what a reader wrote: one ``check_…`` for each exercise of the notebooks.

A check runs the reader's function on a few cases with known answers and prints one line,
"✓ …" or "not yet: …". Of a large array it names the first place that differs; and where a wrong
answer is what a common idea gives, the idea. It returns nothing and never raises for what a reader
hands in.
"""

from .counting import check_counts, check_field_width, check_mosaic, check_multiply_adds
from .inside import check_column, check_kernel_gradient
from .mixing import check_channels_read, check_for_grey, check_merged
from .sums import check_all_maps, check_best_match, check_parameters, check_pixel

__all__ = [
    "check_all_maps",
    "check_best_match",
    "check_channels_read",
    "check_column",
    "check_counts",
    "check_field_width",
    "check_for_grey",
    "check_kernel_gradient",
    "check_merged",
    "check_mosaic",
    "check_multiply_adds",
    "check_parameters",
    "check_pixel",
]
