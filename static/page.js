// Comfort on top of a page that works without it: keep half-written words, lock when idle, leave at once.
export const get = (id) => document.getElementById(id);
export const wait = (time) => new Promise((done) => { setTimeout(done, time); });
export const form = get("page");
export const tell = (id, what) => { get(id).textContent = get(id).dataset[what] ?? ""; };
const LIGHT = 30_000; // bytes: a browser sends at most 64 KiB for a page that is left, all its requests together
const read = () => new URLSearchParams(new FormData(form));
const isLight = (words) => String(words).length < LIGHT;
export const BEAT = { "X-Beat": "1" }; // nobody tapped: this must not renew the time until the lock
let leaving = null; // once Exit was chosen nothing else may show, change or replace the page

// Post to our server; null when no answer comes.
export function send(path, body, { headers, keepalive } = {}) {
  const signed = { "X-CSRFToken": form.elements.csrf_token.value, ...headers };
  return fetch(path, { method: "POST", body, headers: signed, keepalive, redirect: "manual" }).catch(() => null);
}

// --- keep what is half done: soon after each change, and when the page is hidden
export function makeKeeper(pause, post) {
  let changed = false, timer = 0, keeping = Promise.resolve();
  // One after the other. Gives whether all is kept.
  const keep = () => keeping = keeping.then(async () => {
    if (changed && !leaving) {
      changed = false;
      changed = !(await post())?.ok || changed;
    }
    return !changed;
  });
  const touch = () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(keep, pause);
  };
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
  return { keep, touch, forget() { changed = false; } };
}
if (document.body.dataset.idle) {
  const draft = makeKeeper(1500, () => {
    const words = read();
    return send("/draft", words, document.hidden && { headers: BEAT, keepalive: isLight(words) });
  });
  form.addEventListener("input", draft.touch);
  form.addEventListener("submit", draft.forget); // the words go with the form
}

// --- a double tap sends once; what a recording or a drawing still has to keep goes first
export const unfinished = new Set(); // the function that keeps it; false: it could not
let sent = -Infinity, held = false;
form.addEventListener("submit", async (event) => {
  const again = event.timeStamp - sent < 2000;
  const [keep] = unfinished;
  if (again || keep) event.preventDefault();
  if (again) return;
  sent = event.timeStamp;
  if (!keep) return;
  held = (await keep()) === false && !held; // not kept: the page stays once, but it holds nobody
  await wait(0); // a form that is just being sent cannot be sent
  if (held) return;
  unfinished.clear();
  sent = -Infinity;
  form.requestSubmit(event.submitter);
});

// --- a photo goes on its way when it is chosen
const photo = document.querySelector("[data-photo]");
photo?.addEventListener("change", ({ target }) => {
  const large = target.files[0]?.size > target.dataset.most;
  photo.querySelector("[role=alert] > *").hidden = !large;
  if (large) target.value = "";
  else if (target.value) form.requestSubmit(photo.querySelector("button"));
});

// --- "Nobody, just me" cannot stand beside other people
form.addEventListener("change", ({ target }) => {
  if (!target.matches("[type=checkbox][name=choice]:checked")) return;
  const others = target.matches("[data-alone]") ? "" : "[data-alone]";
  for (const box of form.querySelectorAll(`[name=choice]${others}`)) box.checked = box === target;
});

// --- Exit now: hide first, then keep and lock, then a neutral page in the place of this one
const exit = get("exit");
async function leave(event) {
  event.preventDefault();
  document.body.hidden = true;
  leaving ??= sayGoodbye().catch(() => {}); // leaving comes first, whatever happens
  await leaving;
  location.replace(exit.dataset.rest);
}
async function sayGoodbye() {
  window.stop(); // a page that is on its way here would show itself
  dispatchEvent(new Event("leaving"));
  const words = read();
  const keepalive = isLight(words);
  const left = send("/leave", words, { keepalive });
  // Too much to send behind a page that is gone: a moment for it first, on an empty screen.
  if (!keepalive && !(await Promise.race([left, wait(2000)]))) send("/leave", null, { keepalive: true });
}
exit?.addEventListener("click", leave);
let shifts = []; // when that key was tapped, the last first
document.addEventListener("pointerdown", () => { shifts = []; });
document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift") shifts = [];
  else if (!event.repeat) shifts.unshift(event.timeStamp); // a key that is held down is one tap
  if (exit && shifts[0] - shifts[2] < 3000) leave(event);
});

// --- idle: a quiet warning, then the same lock as the button, which keeps what is on the page
const still = get("still");
if (still) {
  const idle = document.body.dataset.idle * 1000;
  const warning = Math.min(60_000, idle / 4);
  const margin = 2000; // lock a little before the server does: the words go into the book, not into memory
  const gap = Math.min(15_000, idle / 12); // between two notes to the server that somebody taps
  let asked = Date.now();
  let deadline = asked + idle;
  let tapped = false, looking = null;
  let before = null; // what had the focus

  const isNear = (time) => Date.now() >= deadline - time;
  // How long until the lock? The server knows of other tabs. No BEAT: begin the time anew.
  const ask = async (headers) => {
    const now = asked = Date.now(); // the time left is counted from the question: a slow answer must not add to it
    const answer = await send("/here", null, { headers });
    if (answer) deadline = now + (answer.ok ? (await answer.text()) * 1000 : 0);
  };
  const says = still.querySelector("p"); // only this is a live region, so that a screen reader says it once
  const warn = (on) => {
    if (on === says.hasChildNodes()) return;
    const focused = still.contains(document.activeElement);
    still.style.insetBlockEnd = `${document.querySelector(".go")?.offsetHeight ?? 0}px`;
    says.replaceChildren(...(on ? [get("still-here").content.cloneNode(true)] : []));
    if (focused) before?.focus({ preventScroll: true });
  };
  const look = async () => {
    const over = isNear(margin);
    if (over) document.body.hidden = true;
    const renew = !over && tapped && Date.now() - asked >= gap;
    if (renew) tapped = false;
    if (over || renew || (isNear(warning) && !says.hasChildNodes())) await ask(renew ? {} : BEAT);
    if (leaving) return;
    if (isNear(margin)) {
      clearInterval(timer);
      form.action = "/lock";
      form.submit();
    } else {
      if (over) document.body.hidden = false;
      warn(isNear(warning));
    }
  };
  const lookOnce = () => {
    if (!leaving) looking ??= look().finally(() => { looking = null; });
  };
  const timer = setInterval(lookOnce, 1000);
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, () => { tapped = true; }, { passive: true });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) lookOnce(); });
  still.addEventListener("focusin", ({ relatedTarget }) => { before = relatedTarget ?? before; });
  still.querySelector(".next").onclick = () => {
    warn(false);
    ask({});
  };
}

// --- a page that the browser kept in memory must not come back after a lock
for (const kind of ["pagehide", "pageshow"]) addEventListener(kind, ({ persisted }) => {
  if (!persisted) return;
  document.body.hidden = true;
  if (kind === "pageshow") location.reload();
});

for (const button of document.querySelectorAll("[data-print]")) button.onclick = () => print();
