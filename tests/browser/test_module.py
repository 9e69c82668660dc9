"""``convlab.mjs`` in pages without Jupyter: one of our own, and a host made like that of MyST."""

import json

import numpy as np
import pytest
from playwright.sync_api import expect

from convlab import ChannelExplorer, Quiz, images, kernels
from scripts.make_module import main
from tests.browser.plain import served, shown

pytestmark = pytest.mark.browser
BANK = kernels.bank("teaching")
# An element in a shadow root whose style sheet comes late; a model of JSON with no binary values,
# no save_changes and no off; dark by a class on what the element stands in.
HOST = """<!doctype html>
<html lang="en">
<title>A book</title>
<style>
body { color: #222222; background: #ffffff; font: italic 40px serif; text-align: right }
.dark { color: #eeeeee; background: #000000 }
</style>
<div class="book"><any-widget></any-widget></div>
<script type="module">
  import widget from "./convlab.mjs";

  class Model {
    #state;
    constructor(state) { this.#state = state; }
    get(name) { return this.#state[name]; }
    set(name, value) { this.#state[name] = value; }
    on() {}
  }
  class AnyWidget extends HTMLElement {
    async connectedCallback() {
      const root = this.attachShadow({ mode: "open" });
      const el = root.appendChild(document.createElement("div"));
      this.state = SENT;
      this.end = await widget.render({ model: new Model(this.state), el });
      const sheet = document.createElement("link");
      Object.assign(sheet, { rel: "stylesheet", href: "late.css" });
      root.append(sheet);
    }
  }
  customElements.define("any-widget", AnyWidget);
</script>
</html>
"""
LATE = "div, canvas, button { margin: 50px; letter-spacing: 9px }"


def explorer():
    return ChannelExplorer(images.coffee(40), BANK.weight[:4], BANK.bias[:4])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("module") / "made"
    main([str(folder)])
    explorer().save_model(folder / "four-maps.json")
    sent = {"src": "four-maps.json"}
    (folder / "host.html").write_text(HOST.replace("SENT", json.dumps(sent)), "utf-8")
    Quiz("32-to-1-weights").save_model(folder / "quiz.json")
    sent = json.loads((folder / "quiz.json").read_text("utf-8"))
    text = HOST.replace("SENT", json.dumps(sent).replace("<", "\\u003c"))
    (folder / "quiz.html").write_text(text, "utf-8")
    sent = {"src": "missing.json"}
    (folder / "missing.html").write_text(HOST.replace("SENT", json.dumps(sent)), "utf-8")
    (folder / "late.css").write_text(LATE, "utf-8")
    return folder


@pytest.fixture
def opened(browser, folder):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page, problems = context.new_page(), []
    page.on("console", lambda m: m.type == "error" and problems.append(m.text))
    page.on("pageerror", lambda error: problems.append(f"uncaught: {error}"))
    with served(folder) as address:

        def start(name):
            page.goto(f"{address}/{name}")
            return page

        start.problems = problems
        yield start
        outside = [p for p in problems if "404" not in p]
        context.close()
    assert not outside, "\n".join(outside)


def background(root):
    return root.evaluate("el => getComputedStyle(el).backgroundColor")


@pytest.mark.parametrize("name", ["plain.html", "host.html"])
def test_a_page_without_jupyter_shows_numpys_maps(opened, name, axe):
    page = opened(name)
    root = page.locator(".cl-root")
    root.wait_for()
    np.testing.assert_allclose(shown(root), explorer().output, atol=1e-5)
    slider = page.locator('[data-control="out_channels"]')
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "3")
    np.testing.assert_allclose(shown(root), explorer().output[:3], atol=1e-5)
    assert axe(page, ".book, #widget") == []


def test_the_widget_follows_the_page_and_leaves_it(opened):
    page = opened("host.html")
    root = page.locator(".cl-root")
    root.wait_for()
    look = "el => { const s = getComputedStyle(el); return [s.fontStyle, s.fontSize, s.textAlign] }"
    assert root.evaluate(look) == ["normal", "15px", "start"]  # nothing of the page's own
    assert root.evaluate("el => getComputedStyle(el.querySelector('canvas')).margin") == "0px"
    assert background(root) == "rgb(255, 255, 255)"
    page.evaluate("document.querySelector('.book').classList.add('dark')")
    expect(root).to_have_css("background-color", "rgb(17, 18, 20)")
    page.evaluate("document.querySelector('.book').classList.remove('dark')")
    expect(root).to_have_css("background-color", "rgb(255, 255, 255)")
    # In a room a key typed into a field is the field's
    page.locator("canvas.cl-maps").press("f")
    expect(root).to_contain_class("cl-present")
    page.keyboard.press("Escape")
    expect(root).not_to_contain_class("cl-present")
    page.evaluate("document.querySelector('any-widget').end()")
    expect(root).to_have_count(0)


def test_a_quiz_is_answered_in_a_page_without_jupyter(opened):
    page = opened("quiz.html")
    page.get_by_text("288", exact=True).click()
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".cl-root")).to_contain_text(
        "Right. 1 kernel × 32 slices × 3×3 = 288 weights"
    )


def test_a_file_that_is_not_there_is_named(opened):
    page = opened("missing.html")
    words = "missing.json did not come, or is no JSON of convlab's save_model."
    expect(page.get_by_text(words)).to_be_visible()


def test_the_folder_can_be_published(folder):
    package = json.loads((folder / "package.json").read_text("utf-8"))
    assert all((folder / name).exists() for name in [*package["files"], package["exports"]])
    text = (folder / "convlab.mjs").read_text("utf-8")
    assert "\nimport " not in text and "http" not in text.replace("http://www.w3.org", "")
