// One picture a frame, as early as can be.

/**
 * The first request of a frame draws at once, so that its picture is ready when the frame is made;
 * all others of the same frame are one, for the next.
 * @param {() => void} draw
 * @param {() => boolean} isReady  whether there is a place to draw on yet
 */
export function makeFrames(draw, isReady) {
  let frame = 0;
  let again = false;

  function request() {
    if (frame) again = true;
    else if (isReady()) {
      frame = requestAnimationFrame(next);
      again = false;
      draw();
    }
  }
  function next() {
    frame = 0;
    if (again) request();
  }
  return { request, cancel: () => cancelAnimationFrame(frame) };
}
