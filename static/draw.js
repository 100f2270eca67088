// Draw by finger, pen, mouse or keys. Kept soon after each line, and before the page is left.
import { get, makeKeeper, send } from "./page.js";

const box = get("draw");
const { places, down, up, undone, emptied, lost } = box.dataset;
const canvas = box.querySelector("canvas");
const before = box.querySelector(":scope > img");
const cross = box.querySelector(".cross");
const paint = canvas.getContext("2d", { willReadFrequently: true });
const { width: W, height: H } = canvas;
const STEP = 50, STAMP = 190, LINE = 14, UNDOS = 12;
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
let x = W / 2, y = H / 2;
let stamp = null; // or else the pen
let line = false, finger = null; // is a line being drawn, and by which pointer

const say = (text) => { get("drawn").textContent = text; };
const third = (part) => Math.min(2, Math.floor(part * 3));
const where = () => places.split("|")[3 * third(y / H) + third(x / W)];

const sheets = []; // as it was before each of the last changes
function change(act) {
  sheets.push(paint.getImageData(0, 0, W, H));
  sheets.splice(0, sheets.length - UNDOS);
  act();
  touch();
}
function begin() {
  line = !stamp;
  change(() => {
    if (line) move(x, y);
    else paint.drawImage(stamp, x - STAMP / 2, y - STAMP / 2, STAMP, STAMP);
  });
  if (stamp) say(`${stamp.parentElement.textContent.trim()}: ${where()}`);
}
function move(toX, toY) {
  if (line) {
    paint.beginPath();
    paint.moveTo(x, y);
    paint.lineTo(toX, toY);
    paint.stroke();
    touch();
  }
  [x, y] = [toX, toY];
}

const follow = ({ offsetX, offsetY }) => move(offsetX / canvas.clientWidth * W, offsetY / canvas.clientHeight * H);
canvas.onpointerdown = (event) => {
  if (finger !== null || event.button) return;
  finger = event.pointerId;
  canvas.setPointerCapture(finger);
  line = false;
  follow(event);
  begin();
};
canvas.onpointermove = (event) => { if (event.pointerId === finger) follow(event); };
canvas.onpointerup = canvas.onpointercancel = (event) => { if (event.pointerId === finger) line = finger = null; };

canvas.onkeydown = (event) => {
  const arrow = ARROWS[event.key];
  if (event.ctrlKey || event.altKey || event.metaKey || !(arrow || ["Enter", " "].includes(event.key))) return;
  event.preventDefault();
  if (arrow) {
    const old = where();
    move(Math.min(W, Math.max(0, x + arrow[0])), Math.min(H, Math.max(0, y + arrow[1])));
    if (old !== where()) say(where());
  } else if (!event.repeat) {
    if (line) line = false;
    else begin();
    if (!stamp) say(`${line ? down : up} ${where()}`);
  }
  Object.assign(cross.style, { left: `${(x / W) * 100}%`, top: `${(y / H) * 100}%` });
};
canvas.onblur = () => { if (finger === null) line = false; };

get("undo").onclick = () => {
  if (!sheets.length) return;
  paint.putImageData(sheets.pop(), 0, 0);
  touch();
  say(undone);
};
get("clear").onclick = () => {
  change(() => paint.fillRect(0, 0, W, H));
  say(emptied);
};
const tools = box.querySelectorAll(".inks .tool");
for (const tool of tools) tool.onclick = ({ detail }) => {
  for (const other of tools) other.ariaPressed = other === tool;
  stamp = tool.querySelector("img");
  if (!stamp) paint.strokeStyle = tool.dataset.colour;
  if (!detail) canvas.focus(); // chosen by a key: the keys now move the cross
};

const { touch } = makeKeeper(400, async () => {
  const sheet = await new Promise((made) => { canvas.toBlob(made); });
  const answer = await send(location.pathname, sheet);
  if (!answer?.ok) say(lost);
  return answer;
});

Object.assign(paint, { lineCap: "round", lineWidth: LINE, fillStyle: "#fff", strokeStyle: tools[0].dataset.colour });
paint.fillRect(0, 0, W, H);
await before?.decode().then(() => paint.drawImage(before, 0, 0, W, H), () => {});
box.hidden = false;
