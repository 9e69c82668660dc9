// Brings a page's widgets alive, each when it nears the window; its still stands there until then.
// Before it in the file stand page.js, and CHUNKS: the scripts that a widget needs, in which each
// module is a function (scripts/site/widgets.py).

/** @typedef {Sent & {choices: Record<string, string[]>}} State */

document.documentElement.classList.add("js");
const NEAR = "800px";
const HERE = /** @type {HTMLScriptElement} */ (document.currentScript).src;
/** @type {Map<string, Promise<void>>} */
const fetched = new Map();

/** @param {string} path  from where this file is */
function fetchScript(path) {
  const known = fetched.get(path);
  if (known) return known;
  const script = document.createElement("script");
  script.src = new URL(path, HERE).href;
  const done = new Promise((resolve, reject) => {
    script.onload = () => resolve(undefined);
    script.onerror = () => reject(new Error(`${path} is not there`));
  });
  fetched.set(path, done);
  document.head.append(script);
  return done;
}

/** @type {Map<string, any>} */
const made = new Map();

/** What a module exports: it is run when it is first used. @param {string} path */
function use(path) {
  if (!made.has(path)) made.set(path, window.convlab[path](use));
  return made.get(path);
}

/** A module, once all that it needs is there. @param {string} name */
async function moduleNamed(name) {
  await Promise.all(CHUNKS[name].map(fetchScript));
  return use(name);
}

/** Where this widget's own page is. @param {string} name */
const embedOf = (name) => new URL(`../embed/${name}.html`, HERE).href;

/**
 * What a widget begins with: its module, its traits, the view that a link is held to.
 * @typedef {{module: string, traits: State, first: State, choices: Record<string, string[]>}} Begun
 */

/**
 * A widget as its lesson left it.
 * @param {string} name
 * @param {string} module
 * @returns {Promise<Begun>}
 */
async function left(name, module) {
  const [{ traitsOf }] = await Promise.all([
    moduleNamed("model.js"),
    fetchScript(`../live/${name}.js`),
  ]);
  const sent = window.convlabStates[name];
  const names = /** @type {string[]} */ (sent.plain._names ?? []);
  const first = Object.fromEntries(names.map((trait) => [trait, sent.plain[trait]]));
  return { module, traits: traitsOf(sent), first, choices: sent.choices };
}

/** An explorer of a layer with made-up numbers. @param {string} code @returns {Promise<Begun>} */
async function madeUp(code) {
  const [{ CHOICES, codedLayer, explorerOf }, { bytesOf }] = await Promise.all([
    moduleNamed("numbers/made_layer.js"),
    moduleNamed("model.js"),
    fetchScript("../live/photo.js"),
  ]);
  const photo = new Uint8Array(bytesOf(window.convlabStates.photo).buffer);
  const { layer } = codedLayer(code);
  const { arrays, plain, first } = explorerOf(layer, photo, Math.sqrt(photo.length / 3));
  return {
    module: "explorer.js",
    traits: { ...plain, ...first, ...arrays },
    first,
    choices: CHOICES,
  };
}

/** @param {HTMLElement} place */
async function wake(place) {
  const { live = "", layer = "", module = "" } = place.dataset;
  if (place.dataset.awake) return;
  place.dataset.awake = "yes";
  const stage = /** @type {HTMLElement} */ (place.querySelector(".stage"));
  try {
    const begun = await (layer ? madeUp(layer) : left(live, module));
    const [{ default: widget }, { readView, writeView }, { modelOf }] = await Promise.all([
      moduleNamed(begun.module),
      moduleNamed("numbers/link.js"),
      moduleNamed("model.js"),
    ]);
    const { traits, first, choices } = begun;
    const { changes, problem } = readView(lineFor(place), first, choices);
    const model = modelOf({ ...traits, ...changes });
    stage.replaceChildren();
    Object.assign(place, { model, end: widget.render({ model, el: stage }) });
    if (problem) say(place, problem);
    offer(place, () => {
      const now = Object.fromEntries(Object.keys(first).map((trait) => [trait, model.get(trait)]));
      return writeView(now, first);
    });
  } catch (error) {
    console.warn(error);
    say(place, "What moves the picture did not come: here it stands still. Load the page again.");
  }
}

/** What the page's address says of this widget: "#name?row=3", or "#row=3" where it stands alone;
 * else the view with which this page shows it.
 * @param {HTMLElement} place */
function lineFor({ id, dataset }) {
  const hash = decoded(location.hash.slice(1));
  if (document.body.dataset.embed === id) return hash.slice(hash.indexOf("?") + 1);
  return hash.startsWith(`${id}?`) ? hash.slice(id.length + 1) : (dataset.line ?? "");
}

/** @param {string} hash */
function decoded(hash) {
  try {
    return decodeURI(hash);
  } catch {
    return hash;
  }
}

/** @param {HTMLElement} place @param {string} words */
function say(place, words) {
  const said = place.querySelector(".problem") ?? document.createElement("p");
  Object.assign(said, { className: "problem", role: "status", textContent: words });
  place.prepend(said);
}

/**
 * The buttons below a widget: a link to this view, and a line that shows it in another page.
 * @param {HTMLElement} place
 * @param {() => string} line
 */
function offer(place, line) {
  const bar = place.querySelector(".take");
  if (!bar || bar.querySelector("button")) return;
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const { id, dataset } = place;
  const own = () => line() || (dataset.line ? "v=1" : "");
  const link = () => [`${location.href.split("#")[0]}#${id}`, own()].filter(Boolean).join("?");
  const alone = () =>
    dataset.layer
      ? `${embedOf("layer")}#${[dataset.layer, line()].filter(Boolean).join("?")}`
      : [embedOf(id), line()].filter(Boolean).join("#");
  bar.prepend(
    button("Copy link", () => copy(link(), said)),
    button("Copy embed", () => copy(embedLine(alone(), place), said)),
  );
  bar.append(said);
}

/** @param {string} address @param {HTMLElement} place */
function embedLine(address, place) {
  const { title } = document;
  const height = Math.round(place.getBoundingClientRect().height) || 640;
  const learn =
    "addEventListener('message',e=>{for(const f of document.querySelectorAll('iframe'))" +
    "if(f.contentWindow===e.source&&e.data&&e.data.convlab)f.height=e.data.convlab.height})";
  const quoted = (/** @type {string} */ text) =>
    text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const look = `width="100%" height="${height}" style="border:0" loading="lazy"`;
  const frame = `<iframe src="${quoted(address)}" title="${quoted(title)}" ${look}></iframe>`;
  return `${frame}\n<script>${learn}</script>`;
}

/** @param {string} words @param {() => void} onClick */
function button(words, onClick) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", textContent: words });
  made.addEventListener("click", onClick);
  return made;
}

/** @param {string} text @param {HTMLElement} said */
async function copy(text, said) {
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = "Copied.";
  } catch {
    said.textContent = text;
  }
}

/** The first page's own layer. @param {HTMLElement} el */
async function wakeFront(el) {
  const [{ render }, { bytesOf }] = await Promise.all(["front.js", "model.js"].map(moduleNamed));
  const coded = el.dataset.photo ?? "";
  const photo = new Uint8Array(bytesOf(coded).buffer);
  let own = "";
  const onView = (/** @type {string} */ line) => {
    own = line;
    if (location.hash.slice(1) !== line) history.replaceState(null, "", `#${line}`);
  };
  const ends = JSON.parse(el.dataset.ends ?? "{}");
  const front = render({ el, photo, ends, onView });
  const bar = el.querySelector(".take");
  if (bar) offerFront(bar, () => own);
  addEventListener("hashchange", () => front.follow(decoded(location.hash.slice(1))));
}

/** @param {Element} bar @param {() => string} line */
function offerFront(bar, line) {
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const page = location.href.split("#")[0];
  const frame = () => embedLine(`${embedOf("layer")}#${line()}`, document.body);
  bar.prepend(
    button("Copy link", () => copy(`${page}#${line()}`, said)),
    button("Copy embed", () => copy(frame(), said)),
  );
  bar.append(said);
}

/** A page that a module of its own fills. @param {HTMLElement} el */
async function wakePage(el) {
  const [{ render }, { bytesOf }] = await Promise.all([
    moduleNamed(el.dataset.page ?? ""),
    moduleNamed("model.js"),
    fetchScript("../live/photo.js"),
  ]);
  const photo = new Uint8Array(bytesOf(window.convlabStates.photo).buffer);
  const floats = (/** @type {string} */ coded) => new Float32Array(bytesOf(coded).buffer);
  const page = render({ el, photo, floats });
  addEventListener("hashchange", () => page.follow(location.hash));
}

/** @type {NodeListOf<HTMLElement>} */
const places = document.querySelectorAll("[data-live], [data-layer].live");
const nears = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (isIntersecting) wake(/** @type {HTMLElement} */ (target));
    }
  },
  { rootMargin: NEAR },
);
for (const place of places) nears.observe(place);
addEventListener("beforeprint", () => {
  for (const picture of document.images) picture.loading = "eager";
});
/** @type {HTMLElement | null} */
const front = document.querySelector("[data-photo]");
if (front) wakeFront(front);
/** @type {HTMLElement | null} */
const filled = document.querySelector("[data-page]");
if (filled) wakePage(filled);

/** A link to a widget's view leads there. */
function arrive() {
  const name = decoded(location.hash.slice(1)).split("?")[0];
  const place = document.getElementById(name);
  if (!place?.matches(".live")) return;
  place.scrollIntoView();
  wake(place);
}
arrive();
addEventListener("hashchange", arrive);
