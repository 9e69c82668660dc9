// Watches the pictures of a page: once a frame, after its paint, has any of them changed?
(() => {
  const probe = { selector: "", changes: [], events: [], frames: [] };
  window.probe = probe;
  const small = Object.assign(document.createElement("canvas"), { width: 120, height: 90 });
  const ctx = small.getContext("2d", { willReadFrequently: true });
  ctx.globalCompositeOperation = "copy"; // an overlay is transparent
  const known = new WeakMap();
  function look(element) {
    if (element.tagName === "IMG") {
      // its pixels change with its address only
      if (!element.complete || !element.naturalWidth) return known.get(element)?.sum ?? 0;
      if (known.get(element)?.src === element.src) return known.get(element).sum;
    }
    // Its top, where the maps are
    ctx.drawImage(element, 0, 0, 900, 480, 0, 0, small.width, small.height);
    const sum = new Uint32Array(
      ctx.getImageData(0, 0, small.width, small.height).data.buffer,
    ).reduce((hash, pixel) => Math.imul(hash ^ pixel, 16777619), 2166136261);
    if (element.tagName === "IMG") known.set(element, { src: element.src, sum });
    return sum;
  }
  let before = "";
  const painted = new MessageChannel();
  painted.port1.onmessage = () => {
    const at = performance.now();
    const now = [...document.querySelectorAll(probe.selector)]
      .filter((e) => e.clientWidth > 60)
      .map(look)
      .join();
    if (now && now !== before) probe.changes.push(at);
    before = now || before;
  };
  let looking = false;
  function frame(time) {
    looking = Boolean(probe.selector);
    if (!looking) return; // a page that is not measured costs the others nothing
    probe.frames.push(time);
    painted.port2.postMessage(0);
    requestAnimationFrame(frame);
  }
  for (const name of ["keydown", "pointermove"])
    addEventListener(name, (e) => probe.events.push(e.timeStamp), true);
  probe.reset = () => {
    for (const list of [probe.changes, probe.events, probe.frames]) list.length = 0;
  };
  probe.watch = (selector) => {
    probe.reset();
    probe.selector = selector;
    before = "";
    if (selector && !looking) looking = Boolean(requestAnimationFrame(frame));
  };
  /** Drag a range input to and fro, one value further in every frame; resolves to what was seen. */
  probe.drag = async (slider, seconds) => {
    probe.reset();
    const began = performance.now();
    for (let n = 0; performance.now() - began < 1000 * seconds; n++) {
      await new Promise(requestAnimationFrame);
      slider.value = slider.max - Math.abs(slider.max - (n % (2 * slider.max)));
      slider.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const gaps = probe.frames
      .slice(1)
      .map((time, i) => time - probe.frames[i])
      .sort((a, b) => a - b);
    return {
      pictures: probe.changes.length / seconds,
      frames: probe.frames.length / seconds,
      slow_frame_ms: gaps[Math.floor(0.95 * gaps.length)],
    };
  };
})();
