// What a notebook's widget says when the kernel behind it has ended: it goes on, Python does not.

import { make } from "./ui/dom.js";

/** @import { Model } from "./store.js" */

/** @typedef {{model: Model, el: HTMLElement}} View */
/** @typedef {(view: View) => (() => void) | Promise<() => void>} Render */
/** @typedef {(listener: (sender: unknown, status: unknown) => void) => void} Connect */
/** @typedef {{connect: Connect, disconnect: Connect}} Signal  of JupyterLab */
/** @typedef {{statusChanged?: Signal, disposed?: Signal}} Kernel */

const ENDED = new Set(["restarting", "autorestarting", "terminating", "dead", undefined]);
const WORDS =
  "The kernel has ended, and this goes on without it. To use these numbers in Python again, run " +
  "the first code cell of the notebook, and then this one.";

/**
 * A widget that says so. What has no state, such as a quiz, has nothing to tell Python.
 * @param {{render: Render}} widget
 */
export const withKernel = ({ render }) => ({
  /** @param {View} view */
  async render(view) {
    const close = await render(view);
    const leave = view.model.get("_names") ? watch(view) : undefined;
    return () => {
      leave?.();
      close?.();
    };
  },
});

/** @param {View} view */
function watch({ model, el }) {
  const { widget_manager: manager } = /** @type {{widget_manager?: {kernel?: Kernel}}} */ (model);
  const { statusChanged, disposed } = manager?.kernel ?? {};
  const note = make("p", "cl-note", { role: "alert" }, WORDS);
  /** @param {unknown} _sender  @param {unknown} [status]  none from a kernel that is disposed */
  function hear(_sender, status) {
    if (ENDED.has(/** @type {string | undefined} */ (status)))
      el.querySelector(".cl-root")?.append(note);
  }
  for (const signal of [statusChanged, disposed]) signal?.connect(hear);
  return () => {
    for (const signal of [statusChanged, disposed]) signal?.disconnect(hear);
  };
}
