"""Otter runs this beside a notebook in which ``parameters`` is written: lesson 00's exercise."""

from otter.test_files import test_case

from convlab import exercises

OK_FORMAT = False
name = "parameters"
points = 2


@test_case()
def test_parameters(parameters):
    exercises.check_parameters(parameters).or_raise()
