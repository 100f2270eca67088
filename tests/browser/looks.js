// What is wrong with a page as it is laid out. Gets the smallest target in px; gives a list of sentences.
(smallest) => {
  const found = [];
  const root = document.documentElement;
  const say = (what, element) => {
    const words = element.textContent.trim().slice(0, 40);
    found.push(`${what}: <${element.tagName.toLowerCase()} class="${element.className}"> ${words}`);
  };
  // Words for a screen reader only are kept in a box of one pixel.
  const onlySpoken = (element) => {
    const box = element.getBoundingClientRect();
    const small = box.width <= 1 || box.height <= 1;
    const spoken = small && /hidden|clip/.test(getComputedStyle(element).overflow);
    return spoken || (element.parentElement !== null && onlySpoken(element.parentElement));
  };
  const shown = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest(".skip") && !onlySpoken(element);

  if (root.scrollWidth > root.clientWidth) {
    found.push(`the page scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}`);
  }
  for (const element of document.body.querySelectorAll("*")) {
    if (!shown(element) || element.closest("svg")) continue;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (box.width > 1 && (box.left < -1 || box.right > root.clientWidth + 1)) {
      say("reaches outside the page", element);
    }
    const cuts = /hidden|clip/.test(style.overflowX + style.overflowY);
    const tooWide = element.scrollWidth > element.clientWidth + 1;
    const tooHigh = element.scrollHeight > element.clientHeight + 1;
    if (cuts && (tooWide || tooHigh)) say("its text is cut off", element);
  }
  for (const second of document.querySelectorAll(".two")) {
    const first = second.previousElementSibling;
    if (!first || ![first, second].every(shown)) continue;
    const [above, below] = [first, second].map((each) => each.getBoundingClientRect());
    if (below.top < above.top + above.height / 2) say("two languages run on in one line", second);
  }
  // On a wide page the Listen stands beside its question; a step held flat has a column for both.
  const [question, listen] = ["div", ".listen"].map((one) => document.querySelector(`.question > ${one}`));
  if (listen && innerWidth > 700 && !listen.closest(".step")) {
    const [above, below] = [question, listen].map((each) => each.getBoundingClientRect());
    if (below.top > above.bottom) say("it does not stand beside its question", listen);
  }
  // A box and its label are one target: whichever is bigger.
  for (const element of document.querySelectorAll("a[href], button, summary, select, textarea, input")) {
    const boxes = [element, ...(element.labels ?? [])].filter(shown).map((one) => one.getBoundingClientRect());
    if (element.type === "hidden" || boxes.length === 0) continue;
    const width = Math.round(Math.max(...boxes.map((box) => box.width)));
    const height = Math.round(Math.max(...boxes.map((box) => box.height)));
    if (width < smallest || height < smallest) say(`too small to tap (${width} x ${height})`, element);
  }
  return found;
};
