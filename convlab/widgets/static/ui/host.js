// What the page around a widget does: takes keys, changes its look, asks for less motion.

/**
 * Keys that a widget uses stay in the widget.
 * @param {HTMLElement} root
 */
export function keepKeys(root) {
  root.addEventListener("keydown", (event) => {
    const { ctrlKey, metaKey, altKey, shiftKey, key } = event;
    const runsTheCell = shiftKey && key === "Enter";
    if (!ctrlKey && !metaKey && !altKey && !runsTheCell) event.stopPropagation();
  });
}

const THEME = "convlab-theme";

/**
 * Call back when the page changes its theme, or the size of its pixels: on another screen a canvas
 * would be soft.
 * @param {() => void} onChange
 * @returns {() => void} ends the watch
 */
export function watchLook(onChange) {
  const watch = new MutationObserver(onChange);
  const attributeFilter = ["data-jp-theme-light", "data-theme", "class"];
  for (const element of [document.body, document.documentElement]) {
    watch.observe(element, { attributes: true, attributeFilter });
  }
  addEventListener(THEME, onChange);
  const unwatch = watchPixels(onChange);
  return () => {
    unwatch();
    watch.disconnect();
    removeEventListener(THEME, onChange);
  };
}

/** @type {(onChange: () => void) => () => void} */
function watchPixels(onChange) {
  const end = new AbortController();
  function watch() {
    const here = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    here.addEventListener("change", changed, { once: true, signal: end.signal });
  }
  function changed() {
    onChange();
    watch();
  }
  watch();
  return () => end.abort();
}

/** Tell all widgets that the theme has changed where they cannot see it: see embed.js. */
export const tellTheme = () => void dispatchEvent(new Event(THEME));

/**
 * Let tests and benchmarks read what is on screen: see ARCHITECTURE.md.
 * @param {HTMLElement} root
 * @param {Record<string, (...given: any[]) => unknown>} door
 */
export const openDoor = (root, door) => void Object.assign(root, { convlab: door });

/** Has the reader asked for less motion? */
export const wantsLessMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
