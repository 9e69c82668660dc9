"""The page of faults says what the tests try today."""

from tests import trust


def test_the_page_of_faults_is_that_of_the_tests():
    text = trust.PAGE.read_text("utf-8")
    assert text == trust.page(), "python -m tests.trust"


def test_each_fault_is_said_in_whole_sentences_and_once():
    faults = trust.faults()
    assert len({fault.tried for fault in faults}) == len(faults) > 20
    for fault in faults:
        assert fault.tried[0].isupper() and fault.tried[-1] not in ".|"
        assert fault.happened[0].isupper() and fault.happened.endswith(".")
