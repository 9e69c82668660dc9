// Widgets in a web page, with no kernel and no Python: each `.convlab-live` holds what Python would
// send, and `window.convlab` the modules of all widgets (see loader.js, which stands before this).

/** @import { Sent } from "./model.js" */

/** @param {Element} place */
async function enliven(place) {
  /** @type {Sent} */
  const sent = JSON.parse(place.querySelector("script")?.textContent ?? "");
  const { convlab } = /** @type {typeof window & {convlab: Record<string, string>}} */ (window);
  const { default: widget } = await loadModule(convlab, sent.module);
  const { modelOf, traitsOf } = await loadModule(convlab, "model.js");
  const model = modelOf(traitsOf(sent));
  place.replaceChildren();
  Object.assign(place, { model, end: widget.render({ model, el: place }) });
}

/** The reader's own wish, where the page says nothing of light and dark.
 * @param {HTMLElement} page */
function followReader(page) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    page.dataset.theme = dark.matches ? "dark" : "light";
  };
  dark.addEventListener("change", follow);
  follow();
}

/** Tell the page that shows this one in an <iframe> how high it is, now and when that changes. */
function tellHeight() {
  const { documentElement: page, body } = document;
  const tell = () => parent.postMessage({ convlab: { height: page.offsetHeight } }, "*");
  new ResizeObserver(tell).observe(body);
}

// Not where this file is only looked at, as in a test in node.
if (globalThis.document) {
  const page = document.documentElement;
  if (page.dataset.theme === "auto") followReader(page);
  if (window.parent !== window) tellHeight();
  document.querySelectorAll(".convlab-live").forEach(enliven);
}
