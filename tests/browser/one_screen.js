// How much a page asks of who looks at it: its height and width, what can be tapped, words to read, where things stand.
// An ear is the corner of its tile. What is said to the person beside is not read by the person.
() => {
  const root = document.documentElement;
  const main = document.querySelector("main");
  const shown = (one) => one.checkVisibility({ visibilityProperty: true });
  const things = "button, a[href], summary, textarea, select, audio, video, label[for], input:not([type=hidden])";
  const isBox = (one) => one.control?.matches("[type=checkbox], [type=radio]");
  const taps = [...main.querySelectorAll(things)].filter((one) => shown(one) && !one.matches(
    ".go *, .aloud, .choice > .hear, [type=checkbox], [type=radio]") && (one.localName !== "label" || isBox(one)));
  const quiet = ".go, .where, .last, .two, .visually-hidden, .while-on, .tick, textarea, template, [role=status]";
  const words = [];
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { parentElement: around, data } = texts.currentNode;
    const heard = around.closest(".hear, .listen");
    if (!heard && shown(around) && !around.closest(quiet)) words.push(...data.split(/\s+/).filter(Boolean));
  }
  const place = (selector) => {
    const one = document.querySelector(selector);
    if (!one) return null;
    const { x, y, width, height } = one.getBoundingClientRect();
    return [x, y, width, height].map(Math.round);
  };
  const tiles = [...document.querySelectorAll(".tiles > .choice, .place")].filter(shown).slice(0, 4);
  return {
    height: root.scrollHeight - root.clientHeight,
    width: root.scrollWidth - root.clientWidth,
    taps: taps.length,
    words: words.length,
    fourth: Math.max(0, ...tiles.map((one) => one.getBoundingClientRect().bottom)),
    foot: document.querySelector(".foot").getBoundingClientRect().top,
    places: !main.querySelector(".step") ? {} : { exit: place("#exit"), back: place(".go button[name=to]"), next: place(".go .next") },
    shift: window.moved ?? 0, // where somebody watches
  };
}
