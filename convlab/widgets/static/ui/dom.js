// Elements of the page, made and changed.

// Another page's widgets may stand beside these.
const page = Math.random().toString(36).slice(2, 8);
let count = 0;

/**
 * A name that no other element has.
 * @param {string} kind
 */
export const unique = (kind) => `cl-${kind}-${page}-${++count}`;

/** What JupyterLab's own shortcuts must keep off: arrow keys would move its cells. Notebook 7 asks
 * the focused element itself, so it is not enough to say so on the widget. */
const TAKES_KEYS = /^(input|button|canvas|select|textarea)$/;

/**
 * An element with a class, attributes and children; strings become text, never HTML. An attribute
 * whose name begins with "on" is a listener.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} className
 * @param {Record<string, any>} attributes
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, className = "", attributes = {}, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  if (TAKES_KEYS.test(tag)) element.dataset.lmSuppressShortcuts = "true";
  element.append(...children);
  return element;
}

/**
 * A button with words on it.
 * @param {string} words
 * @param {(event: MouseEvent) => void} onclick
 * @param {Record<string, string>} attributes
 * @param {string} kind  a class beside "cl-button"
 */
export const makeButton = (words, onclick, attributes = {}, kind = "") =>
  make("button", `cl-button ${kind}`.trim(), { type: "button", onclick, ...attributes }, words);

/**
 * Set what differs, and only that: for all that is set the page is styled and laid out afresh.
 * @param {Record<string, any>} target  an element, or its style
 * @param {Record<string, any>} properties
 */
export function assign(target, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (String(target[name]) !== String(value)) target[name] = value;
  }
}

/**
 * Put new words into an element that holds words only.
 * @param {Element} element
 * @param {string} words
 */
export function write(element, words) {
  const text = /** @type {Text} */ (element.firstChild ?? element.appendChild(new Text()));
  if (text.data !== words) text.data = words;
}

/**
 * Give the reader a file.
 * @param {Blob} blob
 * @param {string} name
 */
export function giveFile(blob, name) {
  const link = make("a", "", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/**
 * A canvas's pen.
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2DSettings} [settings]
 */
export const penOf = (canvas, settings) =>
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", settings));
