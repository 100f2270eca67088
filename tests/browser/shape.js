// What axe judges of each element as it is shown: its role, states and colours, and whether it is seen; not its words,
// nor where it stands. Gives a line for each element, in the order of the page.
() => {
  const words = /^(id|for|name|value|href|src|alt|title|data-.*|aria-(label|labelledby|describedby|controls))$/;
  const attribute = (element, name) => {
    const value = element.getAttribute(name);
    return words.test(name) ? `${name}:${Boolean(value)}` : `${name}=${value}`;
  };
  const isLarge = ({ fontSize, fontWeight }) => parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
  const scrolls = (element, { overflowX, overflowY }) =>
    (/auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth) ||
    (/auto|scroll/.test(overflowY) && element.scrollHeight > element.clientHeight);
  const behind = new Map(); // what each element stands on: its parent comes first
  const ground = (element, { backgroundColor, backgroundImage, opacity }) => {
    const below = backgroundColor === "rgba(0, 0, 0, 0)" ? behind.get(element.parentElement) ?? "" : "";
    const own = [backgroundColor, backgroundImage, opacity].join(" ");
    behind.set(element, own === "rgba(0, 0, 0, 0) none 1" ? below : `${own} ${below}`);
    return behind.get(element);
  };
  const tell = (element) => {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    return [
      element.localName,
      ...element.getAttributeNames().map((name) => attribute(element, name)),
      [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim()),
      element.checkVisibility({ visibilityProperty: true }) && box.width > 1 && box.height > 1,
      style.color, style.textShadow, ground(element, style), isLarge(style), scrolls(element, style),
    ].join(" ");
  };
  return [...document.querySelectorAll("html, body, body *:not(svg *)")].map(tell);
};
