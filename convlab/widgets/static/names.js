// ipywidgets writes a slider's label beside it and gives the slider itself no name: a screen reader
// says "slider, 21". This names every slider in the box that it stands in.

function render({ el }) {
  Object.assign(el.style, { width: "100%", height: 0 });
  const name = () => {
    for (const handle of el
      .closest(".widget-vbox")
      ?.querySelectorAll(".widget-slider [role=slider]") ?? []) {
      handle.setAttribute(
        "aria-label",
        handle.closest(".widget-slider").querySelector(".widget-label").textContent,
      );
    }
  };
  const laidOut = new ResizeObserver(name); // when the page has taken it in
  laidOut.observe(el);
  return () => laidOut.disconnect();
}

export default { render };
