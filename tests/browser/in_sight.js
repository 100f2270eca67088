// Is Exit now on the screen, whole, on top, and over nothing that has the focus? Gets whether to try what can have it,
// and whether to scroll; gives a list of sentences. The screen is what a keyboard or two fingers leave of the page.
([focus, scroll]) => {
  const exit = document.getElementById("exit");
  if (!exit) return [];
  const found = new Set();
  const name = (element) => `<${element?.localName} class="${element?.className}"> ${element?.textContent.trim().slice(0, 30)}`;
  const look = () => {
    const { offsetLeft, offsetTop, width, height, scale } = visualViewport;
    const box = exit.getBoundingClientRect();
    const out = Math.max(offsetLeft - box.left, box.right - offsetLeft - width, offsetTop - box.top, box.bottom - offsetTop - height);
    if (out > 1) return found.add(`${Math.round(out)} px of Exit are off the screen`);
    if (Math.min(box.width, box.height) * scale < 44) found.add(`Exit is ${box.width * scale} x ${box.height * scale} px`);
    for (const [across, down] of [[.5, .5], [.1, .5], [.9, .5], [.5, .1], [.5, .9]]) {
      const met = document.elementFromPoint(box.left + across * box.width, box.top + down * box.height);
      if (!exit.contains(met)) found.add(`on Exit lies ${name(met)}`);
    }
    if (exit.scrollWidth > exit.clientWidth || exit.scrollHeight > exit.clientHeight) found.add("Exit's words are cut off");
  };
  for (const part of scroll ? [0, .4, 1] : [0]) {
    if (scroll) scrollTo(0, part * document.documentElement.scrollHeight);
    look();
  }
  const reached = "a[href], button, summary, input, select, textarea, audio, video, [tabindex]";
  for (const one of focus ? document.querySelectorAll(reached) : []) {
    one.focus();
    if (one === exit || document.activeElement !== one) continue;
    const box = one.getBoundingClientRect(), over = exit.getBoundingClientRect();
    const across = Math.min(box.right, over.right) - Math.max(box.left, over.left);
    const down = Math.min(box.bottom, over.bottom) - Math.max(box.top, over.top);
    const fits = box.height < innerHeight - over.bottom;
    if (fits && across > 1 && down > 1) found.add(`Exit hides ${Math.round(down)} of ${Math.round(box.height)} px of ${name(one)}`);
  }
  return [...found];
};
