// Widgets in a web page, with no kernel and no Python: each `.convlab-live` holds what Python would
// send, and `window.convlab` the modules of all widgets (see loader.js, which stands before this).

// What anywidget gives a view: get, set, on, off, save_changes.
function modelOf({ plain, coded }) {
  const now = { ...plain },
    heard = {};
  for (const [name, code] of Object.entries(coded)) now[name] = bytesOf(code);
  return {
    get: (name) => now[name],
    set(name, value) {
      if (now[name] === value) return;
      now[name] = value;
      for (const callback of heard[`change:${name}`] ?? []) callback();
    },
    on: (event, callback) => (heard[event] ??= []).push(callback),
    off(event, callback) {
      heard[event] = (heard[event] ?? []).filter((f) => f !== callback);
    },
    save_changes() {},
  };
}

function bytesOf(code) {
  // ten times as fast as Uint8Array.from
  const text = atob(code),
    bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new DataView(bytes.buffer);
}

async function enliven(place) {
  const given = JSON.parse(place.querySelector("script").textContent);
  const { default: widget } = await loadModule(window.convlab, given.module);
  const model = modelOf(given);
  place.replaceChildren();
  const end = widget.render({ model, el: place });
  Object.assign(place, { model, end });
}

// The reader's own wish, where the page says nothing of light and dark.
function followReader(page) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    page.dataset.theme = dark.matches ? "dark" : "light";
  };
  dark.addEventListener("change", follow);
  follow();
}

// Not where this file is only looked at, as in a test in node.
if (globalThis.document) {
  const page = document.documentElement;
  if (page.dataset.theme === "auto") followReader(page);
  for (const place of document.querySelectorAll(".convlab-live")) enliven(place);
}
