// ipywidgets writes a slider's label beside it and gives the slider itself no name: a screen reader
// says "slider, 21". This names every slider in the box that it stands in.

/** @param {Element} box */
function nameSliders(box) {
  for (const slider of box.querySelectorAll(".widget-slider")) {
    const label = slider.querySelector(".widget-label")?.textContent ?? "";
    slider.querySelector("[role=slider]")?.setAttribute("aria-label", label);
  }
}

/** @param {{el: HTMLElement}} view */
export function render({ el }) {
  Object.assign(el.style, { width: "100%", height: 0 });
  // Called once the page has laid it out, and again when a slider comes or goes.
  const laidOut = new ResizeObserver(() => {
    const box = el.closest(".widget-vbox");
    if (box) nameSliders(box);
  });
  laidOut.observe(el);
  return () => laidOut.disconnect();
}

export default { render };
