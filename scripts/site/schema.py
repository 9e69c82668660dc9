"""What search engines read of a page, in the words of schema.org."""

from typing import Any

LICENSE = "https://creativecommons.org/licenses/by/4.0/"


def resource(name: str, words: str, kind: str) -> dict[str, Any]:
    """Something to learn from: ``kind`` says in a few words what it is."""
    return {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "name": name,
        "description": words,
        "inLanguage": "en",
        "isAccessibleForFree": True,
        "license": LICENSE,
        "learningResourceType": kind,
    }


def faq(question: str, answer: str) -> dict[str, Any]:
    """A question, and its answer."""
    answered = {"@type": "Answer", "text": answer}
    entity = {"@type": "Question", "name": question, "acceptedAnswer": answered}
    return {"@context": "https://schema.org", "@type": "FAQPage", "mainEntity": [entity]}
