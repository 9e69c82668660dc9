// A lecture: a widget fills the screen while its slide is shown, and Esc gives the slide back.

function present(slide, isShown) {
  for (const { model } of slide?.querySelectorAll(".convlab-live") ?? []) {
    model?.set("present", isShown);
  }
}

// A widget takes all other keys, and so the slides take theirs first.
const TURNS = { PageDown: () => Reveal.next(), PageUp: () => Reveal.prev() };
function turn(event) {
  if (!(event.key in TURNS)) return;
  TURNS[event.key]();
  event.preventDefault();
  event.stopImmediatePropagation();
}
window.addEventListener("keydown", turn, true);

Reveal.initialize({
  disableLayout: true,
  hash: true,
  transition: "none",
  plugins: [RevealNotes],
});
Reveal.on("slidechanged", ({ previousSlide, currentSlide }) => {
  present(previousSlide, false);
  present(currentSlide, true);
});
