"""JupyterLite's page, as far as it opens without the network: it fetches Python from elsewhere."""

import pytest
from playwright.sync_api import expect

from tests.browser.plain import served

pytestmark = pytest.mark.browser


def test_a_lesson_opens_and_only_python_is_fetched(browser, jupyterlite):
    page, outside = browser.new_page(), []

    def refuse(route):
        outside.append(route.request.url)
        route.abort()

    with served(jupyterlite) as address:
        page.context.route(lambda url: not url.startswith((address, "blob:")), refuse)
        with page.expect_event("pageerror"):  # no Python
            page.goto(f"{address}/lab/index.html?path=notebooks/02-many-in.ipynb")
        notebook = page.locator(".jp-Notebook")
        expect(notebook).to_contain_text("Python runs in this page.")
        expect(notebook.get_by_text("await piplite.install(")).to_have_count(0)  # hidden
        expect(notebook.get_by_role("heading", level=1)).to_be_visible()
        expect(notebook.locator(".jp-OutputArea img").first).to_be_visible()  # as saved
        page.context.close()
    assert outside and all(url.endswith("/pyodide.mjs") for url in outside)
