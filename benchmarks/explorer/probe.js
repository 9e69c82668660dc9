// Watches the pictures of a page: once a frame, after its paint, has any of them changed?
(() => {
  const probe = (window.probe = { selector: "", changes: [], keys: [], moves: [], frames: [] });
  const small = Object.assign(document.createElement("canvas"), { width: 120, height: 90 });
  const ctx = small.getContext("2d", { willReadFrequently: true });
  const known = new WeakMap();
  function look(element) {
    if (element.tagName === "IMG") {  // its pixels change with its address only
      if (!element.complete || !element.naturalWidth) return known.get(element)?.sum ?? 0;
      if (known.get(element)?.src === element.src) return known.get(element).sum;
    }
    ctx.drawImage(element, 0, 0, small.width, small.height);
    const sum = new Uint32Array(ctx.getImageData(0, 0, small.width, small.height).data.buffer)
      .reduce((hash, pixel) => Math.imul(hash ^ pixel, 16777619), 2166136261);
    if (element.tagName === "IMG") known.set(element, { src: element.src, sum });
    return sum;
  }
  let before = "";
  const painted = new MessageChannel();
  painted.port1.onmessage = () => {
    const at = performance.now();
    const now = [...document.querySelectorAll(probe.selector)].filter((e) => e.clientWidth > 60).map(look).join();
    if (now && now !== before) probe.changes.push(at);
    before = now || before;
  };
  requestAnimationFrame(function frame(time) {
    probe.frames.push(time);
    if (probe.selector) painted.port2.postMessage(0);
    requestAnimationFrame(frame);
  });
  addEventListener("keydown", (e) => probe.keys.push(e.timeStamp), true);
  addEventListener("pointermove", (e) => probe.moves.push(e.timeStamp), true);
  probe.reset = () => { for (const list of [probe.changes, probe.keys, probe.moves, probe.frames]) list.length = 0; };
})();
