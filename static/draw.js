// Draw by finger, pen, mouse or keys. Kept soon after each line, and before the page is left.
import { BEAT, get, makeKeeper, send, unfinished } from "./page.js";

const box = get("draw");
const { rows, columns, down, up, undone, lost } = box.dataset;
const canvas = box.querySelector("canvas");
const before = box.querySelector(":scope > img");
const cross = box.querySelector(".cross");
const again = get("again");
const paint = canvas.getContext("2d");
const { width: W, height: H } = canvas;
const STEP = 50, STAMP = 190;
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
const pen = {}; // colour, width, stamp
let x = W / 2, y = H / 2;
let line = null, finger = null; // being drawn now, and by which pointer

const say = (text) => { get("drawn").textContent = text; };
const third = (names, part) => names.split("|")[Math.min(2, Math.floor(part * 3))];
const where = () => [...new Set([third(rows, y / H), third(columns, x / W)])].join(", ");

// --- what is on the sheet: lines, stamps and BLANK, oldest first; each is a list of what to paint
const done = [];
const wipe = () => paint.fillRect(0, 0, W, H);
const BLANK = [wipe]; // "start again" can be undone too
function showAll() {
  wipe();
  if (before) paint.drawImage(before, 0, 0, W, H);
  for (const show of done.flat()) show();
}
function add(thing) {
  done.push(thing);
  for (const show of thing) show();
  drawing.touch();
}
function begin(event) {
  const { stamp } = pen, left = x - STAMP / 2, top = y - STAMP / 2;
  add(stamp ? [() => paint.drawImage(stamp, left, top, STAMP, STAMP)] : line = []);
  if (stamp) say(`${stamp.parentElement.textContent.trim()}: ${where()}`);
  else move(x, y, event);
}
function move(toX, toY, { pointerType, pressure } = {}) {
  const { colour } = pen, from = [x, y];
  const width = pen.width * (pointerType === "pen" && pressure ? 0.4 + 1.2 * pressure : 1);
  [x, y] = [toX, toY];
  if (!line) return;
  line.push(() => {
    paint.strokeStyle = colour;
    paint.lineWidth = width;
    paint.beginPath();
    paint.moveTo(...from);
    paint.lineTo(toX, toY);
    paint.stroke();
  });
  line.at(-1)();
  drawing.touch();
}

// --- finger, pen, mouse
const follow = (event) => move(event.offsetX / canvas.clientWidth * W, event.offsetY / canvas.clientHeight * H, event);
canvas.onpointerdown = (event) => {
  if (finger !== null || event.button) return;
  finger = event.pointerId;
  canvas.setPointerCapture(finger);
  cross.hidden = true;
  line = null;
  follow(event);
  begin(event);
};
canvas.onpointermove = (event) => { if (event.pointerId === finger) follow(event); };
canvas.onpointerup = canvas.onpointercancel = (event) => { if (event.pointerId === finger) finger = line = null; };

// --- keys
canvas.onkeydown = (event) => {
  const arrow = ARROWS[event.key];
  if (event.ctrlKey || event.altKey || event.metaKey || !(arrow || ["Enter", " "].includes(event.key))) return;
  event.preventDefault();
  if (arrow) {
    const old = where();
    move(Math.min(W, Math.max(0, x + arrow[0])), Math.min(H, Math.max(0, y + arrow[1])));
    if (old !== where()) say(where());
  } else if (!event.repeat) {
    if (line) line = null;
    else begin();
    if (!pen.stamp) say(`${line ? down : up} ${where()}`);
  }
  Object.assign(cross.style, { left: `${(x / W) * 100}%`, top: `${(y / H) * 100}%` });
  cross.hidden = false;
};
canvas.onblur = () => { if (finger === null) line = null; };

// --- tools
const acts = {
  undo() {
    if (!done.pop()) return;
    showAll();
    drawing.touch();
    say(undone);
  },
  ask() {
    again.hidden = false;
    again.querySelector("button").focus();
  },
  keep() {
    again.hidden = true;
    canvas.focus();
  },
  clear() {
    add(BLANK);
    acts.keep();
  },
};
box.onclick = ({ target, detail }) => {
  const tool = target.closest("button.tool");
  if (!tool) return;
  if (tool.dataset.do) return acts[tool.dataset.do]();
  Object.assign(pen, tool.dataset, { stamp: tool.querySelector("img") });
  for (const other of box.querySelectorAll("button.tool[aria-pressed]")) {
    const { colour, width } = other.dataset;
    other.ariaPressed = pen.stamp ? other === tool : pen.colour === colour || pen.width === width;
  }
  if (!detail) canvas.focus(); // chosen by a key: the keys now move the cross
};

// --- keep it
const drawing = makeKeeper(400, async () => {
  const body = new FormData();
  if (done.length ? done.at(-1) !== BLANK : before) body.append("drawing", await new Promise((made) => { canvas.toBlob(made); }));
  const answer = await send(location.pathname, body, { headers: BEAT });
  if (!answer?.ok) {
    say(lost);
    drawing.touch();
  }
  return answer;
});
unfinished.add(drawing.keep);

for (const { dataset } of box.querySelectorAll("[aria-pressed=true]")) Object.assign(pen, dataset);
paint.lineCap = "round";
paint.fillStyle = "#fff";
showAll();
before?.decode().then(showAll, () => {});
get("no-draw").hidden = true;
box.hidden = false;
