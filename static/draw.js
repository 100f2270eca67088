// Draw by finger, pen, mouse or keys. Kept soon after each line, and before the page is left.
const form = document.getElementById("page");
const box = document.getElementById("draw");
const { rows, columns, down, up, undone, lost } = box.dataset;
const canvas = box.querySelector("canvas");
const before = box.querySelector(":scope > img");
const cross = box.querySelector(".cross");
const again = document.getElementById("again");
const paint = canvas.getContext("2d");
const { width: W, height: H } = canvas;
const STEP = 50, STAMP = 190;
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
const BLANK = {}; // "start again" can be undone too
const done = []; // lines, stamps and BLANK, oldest first
const pen = { colour: "#16202b", width: 14, stamp: null };
let x = W / 2, y = H / 2;
let line = null, finger = null; // being drawn now, and by which pointer
let changed = false, going = false, tried = null, timer = 0, keeping = Promise.resolve();

const say = (text) => { document.getElementById("drawn").textContent = text; };
const third = (names, part) => names.split("|")[Math.min(2, Math.floor(part * 3))];
const where = () => [...new Set([third(rows, y / H), third(columns, x / W)])].join(", ");

// --- what is on the sheet
function show({ stamp, points, colour, at }, from = 0) {
  if (stamp) paint.drawImage(stamp, at[0] - STAMP / 2, at[1] - STAMP / 2, STAMP, STAMP);
  else if (!points) paint.fillRect(0, 0, W, H);
  else for (let to = from; to < points.length; to += 1) {
    const [endX, endY, width] = points[to];
    paint.strokeStyle = colour;
    paint.lineWidth = width;
    paint.beginPath();
    paint.moveTo(...points[Math.max(0, to - 1)].slice(0, 2));
    paint.lineTo(endX, endY);
    paint.stroke();
  }
}
function showAll() {
  show(BLANK);
  if (before) paint.drawImage(before, 0, 0, W, H);
  for (const one of done) show(one);
}
function add(one) {
  done.push(one);
  show(one);
  touch();
}
function grow(pressure) {
  line.points.push([x, y, pen.width * (pressure ? 0.4 + 1.2 * pressure : 1)]);
  show(line, line.points.length - 1);
  touch();
}
function begin(pressure) {
  if (pen.stamp) {
    add({ stamp: pen.stamp, at: [x, y] });
    return say(`${pen.stamp.parentElement.textContent.trim()}: ${where()}`);
  }
  add(line = { points: [], colour: pen.colour });
  grow(pressure);
}

// --- finger, pen, mouse
function follow({ clientX, clientY }) {
  const sheet = canvas.getBoundingClientRect();
  x = ((clientX - sheet.left) / sheet.width) * W;
  y = ((clientY - sheet.top) / sheet.height) * H;
}
canvas.onpointerdown = (event) => {
  if (finger !== null || event.button) return;
  cross.hidden = true;
  follow(event);
  begin(event.pointerType === "pen" && event.pressure);
  if (!line) return;
  finger = event.pointerId;
  canvas.setPointerCapture(finger);
};
canvas.onpointermove = (event) => {
  if (event.pointerId !== finger) return;
  follow(event);
  grow(event.pointerType === "pen" && event.pressure);
};
canvas.onpointerup = canvas.onpointercancel = ({ pointerId }) => {
  if (pointerId === finger) finger = line = null;
};

// --- keys
canvas.onkeydown = (event) => {
  const arrow = ARROWS[event.key];
  if (event.ctrlKey || event.altKey || event.metaKey || !(arrow || ["Enter", " "].includes(event.key))) return;
  event.preventDefault();
  if (arrow) {
    const old = where();
    x = Math.min(W, Math.max(0, x + arrow[0]));
    y = Math.min(H, Math.max(0, y + arrow[1]));
    if (line) grow();
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
    touch();
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
  const tool = target.closest("button");
  if (!tool) return;
  const { do: act, colour, width } = tool.dataset;
  if (act) return acts[act]();
  Object.assign(pen, colour && { colour }, width && { width: Number(width) }, { stamp: tool.querySelector("img") });
  for (const other of box.querySelectorAll("button[aria-pressed]")) {
    const its = [other.dataset.colour === pen.colour, Number(other.dataset.width) === pen.width];
    other.ariaPressed = String(pen.stamp ? other === tool : its.includes(true));
  }
  if (!detail) canvas.focus(); // chosen by a key: the keys now move the cross
};

// --- keep it
function touch() {
  changed = true;
  clearTimeout(timer);
  timer = setTimeout(keep, 400);
}
function keep() {
  return keeping = keeping.then(send);
}
async function send() {
  if (!changed || going) return;
  changed = false;
  const body = new FormData();
  body.append("csrf_token", form.elements.csrf_token.value);
  if (done.length ? done.at(-1) !== BLANK : before) body.append("drawing", await new Promise((made) => { canvas.toBlob(made); }));
  const answer = await fetch(location.pathname, { method: "POST", body, headers: { "X-Beat": "1" }, redirect: "manual" }).catch(() => null);
  if (answer?.ok) return;
  touch();
  say(lost);
}
addEventListener("leaving", () => { going = true; });
document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
form.addEventListener("submit", async (event) => {
  if (going || event.defaultPrevented) return;
  event.preventDefault();
  const { submitter } = event;
  await keep();
  await new Promise((later) => { setTimeout(later); }); // a form that is just being sent cannot be sent
  if (changed && tried !== submitter) tried = submitter; // not kept: the page stays once, but it holds nobody
  else {
    going = true;
    delete form.dataset.sent;
    form.requestSubmit(submitter);
  }
});

for (const ink of box.querySelectorAll("[data-colour]")) ink.firstElementChild.style.background = ink.dataset.colour;
paint.lineCap = "round";
paint.fillStyle = "#fff";
showAll();
before?.decode().then(showAll, () => {});
document.getElementById("no-draw").hidden = true;
box.hidden = false;
