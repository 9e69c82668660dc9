// Light or dark, as the reader wishes; a menu that closes when one looks elsewhere.

const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");

/** The reader's own wish, where nothing was chosen here. */
function follow() {
  let chosen = "";
  try {
    chosen = localStorage.getItem("look") ?? "";
  } catch {}
  root.dataset.theme = chosen || (dark.matches ? "dark" : "light");
}
follow();
dark.addEventListener("change", follow);

document.querySelector(".look")?.addEventListener("click", () => {
  const look = root.dataset.theme === "dark" ? "light" : "dark";
  root.dataset.theme = look;
  try {
    localStorage.setItem("look", look);
  } catch {}
});

/** @type {HTMLDetailsElement | null} */
const menu = document.querySelector(".menu");
addEventListener("click", ({ target }) => {
  if (menu && !menu.contains(/** @type {Node} */ (target))) menu.open = false;
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu?.open) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
  }
  const isTyping = /** @type {Element} */ (event.target).closest?.("input, textarea, select");
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    /** @type {HTMLElement | null} */ (document.querySelector('input[type="search"]'))?.focus();
  }
});
