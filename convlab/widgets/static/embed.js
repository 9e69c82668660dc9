// A widget in a page that has no Jupyter: MyST, Quarto, Observable, a slide. It lives in a shadow
// root, so that neither the page nor the widget styles the other, and takes what Python would send
// as JSON.

import { modelOf, traitsOf } from "./model.js";
import { luminance } from "./paint/theme.js";
import { make, penOf } from "./ui/dom.js";
import { tellTheme } from "./ui/host.js";

/** @import { Sent } from "./model.js" */

const RESET = ":host { all: initial; display: block }";
const LIGHT = 0.3; // words on a dark page are lighter, #959595 and up; those on a light page darker
const EVENTS = ["load", "transitionend"]; // a style sheet that comes late, a colour that fades

/**
 * @param {(path: string) => any} use  what a module exports
 * @param {string} style  of all widgets
 */
export function makeEmbed(use, style) {
  const look = makeLook(style);

  /**
   * Show a widget in an element of a page.
   * @param {HTMLElement} el  what stands in it is replaced
   * @param {Sent} sent  what `save_model` has written
   * @returns {() => void} ends it and takes it away
   */
  function show(el, sent) {
    const widget = use(sent.module).default;
    const host = make("div", "convlab");
    const shadow = host.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [look()];
    const stage = shadow.appendChild(make("div"));
    el.replaceChildren(host);
    const unwatch = followPage(el, stage);
    const end = widget.render({ model: modelOf(traitsOf(sent)), el: stage });
    return () => {
      end();
      unwatch();
      host.remove();
    };
  }
  /**
   * The same with the JSON in a file.
   * @param {HTMLElement} el
   * @param {string} address  from the page's own
   * @returns {() => void}
   */
  const showFile = (el, address) => fetched(el, address, (sent) => show(el, sent));
  /**
   * The same for a host of anywidgets. Of its model only `get` is needed.
   * @param {{model: {get: (name: string) => any}, el: HTMLElement}} given
   */
  function render({ model, el }) {
    const [src, module, plain, coded] = ["src", "module", "plain", "coded"].map((name) =>
      model.get(name),
    );
    if (module && plain && coded) return show(el, { module, plain, coded });
    if (src) return showFile(el, String(src));
    el.textContent = "Nothing to show: give this widget what convlab's save_model has written.";
    return () => el.replaceChildren();
  }
  return { render, show, showFile };
}

/**
 * The style sheet that all widgets share, made with the first of them: a site may import this where
 * there is no page.
 * @param {string} style
 */
function makeLook(style) {
  /** @type {CSSStyleSheet | undefined} */
  let sheet;
  return () => {
    if (sheet) return sheet;
    sheet = new CSSStyleSheet();
    sheet.replaceSync(`${RESET}\n${style}`);
    return sheet;
  };
}

/**
 * Show what is in a file, when it has come.
 * @param {HTMLElement} el
 * @param {string} address
 * @param {(sent: Sent) => () => void} show
 * @returns {() => void} ends it, come or not
 */
function fetched(el, address, show) {
  let isOver = false;
  let end = () => el.replaceChildren();
  const take = async () => {
    const answer = await fetch(address);
    const sent = await answer.json();
    if (!isOver) end = show(sent);
  };
  take().catch(() => {
    el.textContent = `${address} did not come, or is no JSON of convlab's save_model.`;
  });
  return () => {
    isOver = true;
    end();
  };
}

/**
 * Be dark where the words of the page around are light, whatever has made them so.
 * @param {HTMLElement} el  whose colour is the page's
 * @param {HTMLElement} stage
 * @returns {() => void} ends it
 */
function followPage(el, stage) {
  const pen = penOf(make("canvas", "", { width: "1", height: "1" }), { willReadFrequently: true });
  function follow() {
    pen.fillStyle = getComputedStyle(el).color;
    pen.fillRect(0, 0, 1, 1);
    const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
    const theme = luminance([r, g, b]) > LIGHT ? "dark" : "light";
    if (stage.dataset.theme === theme) return;
    stage.dataset.theme = theme;
    tellTheme();
  }
  const watch = new MutationObserver(follow);
  for (const one of around(el)) watch.observe(one, { attributes: true });
  const wish = matchMedia("(prefers-color-scheme: dark)");
  wish.addEventListener("change", follow);
  for (const event of EVENTS) document.addEventListener(event, follow, true);
  follow();
  return () => {
    watch.disconnect();
    wish.removeEventListener("change", follow);
    for (const event of EVENTS) document.removeEventListener(event, follow, true);
  };
}

/** An element and all that it stands in, out of shadow roots, too. @param {Element} el */
function* around(el) {
  for (let one = /** @type {Node | null} */ (el); one; ) {
    if (one instanceof Element) yield one;
    one = one instanceof ShadowRoot ? one.host : one.parentNode;
  }
}
