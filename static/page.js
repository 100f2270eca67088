// Comfort on top of a page that works without it: docs/decisions/pages.md and leaving.md say why.
export const get = (id) => document.getElementById(id);
export const wait = (time) => new Promise((done) => { setTimeout(done, time); });
export const on = (target, kinds, act) => { for (const kind of kinds.split(" ")) target?.addEventListener(kind, act); };
export const form = get("page");
export const tell = (id, what) => { get(id).textContent = get(id).dataset[what] ?? ""; };
const BEAT = { "X-Beat": "1" }; // nobody tapped: must not renew the time until the lock
const read = () => new URLSearchParams(new FormData(form));
const isLight = (words) => String(words).length < 30_000; // a browser sends 64 KiB behind a page that is left
export const unfinished = new Set(); // what still has to keep something
let leaving = null; // Exit was chosen: nothing else may show, change or replace the page

// Post to our server; null when no answer comes.
export function send(path, body, { headers, keepalive } = {}) {
  const signed = { "X-CSRFToken": form.elements.csrf_token.value, ...headers };
  return fetch(path, { method: "POST", body, headers: signed, keepalive, redirect: "manual" }).catch(() => null);
}

// --- keep what is half done soon after each change, and when the page is hidden
export function makeKeeper(pause, post) {
  let changed = false, timer = 0, keeping = Promise.resolve();
  const keep = () => keeping = keeping.then(async () => {
    if (changed && !leaving) {
      changed = false;
      changed = !(await post())?.ok || changed;
    }
    if (!changed) unfinished.delete(keep);
    return !changed;
  });
  const touch = () => {
    changed = true;
    unfinished.add(keep);
    clearTimeout(timer);
    timer = setTimeout(keep, pause);
  };
  const forget = () => {
    changed = false;
    unfinished.delete(keep);
  };
  on(document, "visibilitychange", keep);
  return { touch, forget };
}
if (document.body.dataset.idle) {
  const draft = makeKeeper(1500, () => {
    const words = read();
    return send("/draft", words, document.hidden && { headers: BEAT, keepalive: isLight(words) });
  });
  on(form, "input", draft.touch);
  on(form, "submit", draft.forget); // the words go with the form
}

// --- a double tap sends once; what is unfinished goes first, but holds nobody on the page
let sent = -Infinity;
on(form, "submit", async (event) => {
  const again = event.timeStamp - sent < 2000;
  const [keep] = unfinished;
  if (again || keep) event.preventDefault();
  if (again) return;
  sent = event.timeStamp;
  if (!keep) return;
  unfinished.clear();
  const kept = await keep();
  await wait(0); // a form that is just being sent cannot be sent
  sent = -Infinity;
  if (kept) form.requestSubmit(event.submitter);
});

// --- "Nobody, just me" cannot stand beside other people
on(form, "change", ({ target }) => {
  if (target.name !== "choice") return;
  const others = target.matches("[data-alone]") ? "[name=choice]" : "[data-alone]";
  for (const box of form.querySelectorAll(others)) box.checked &&= box === target;
});

// --- Exit now: hide, keep and lock, then a neutral page in the place of this one
const exit = get("exit");
async function leave(event) {
  event.preventDefault();
  document.body.hidden = true;
  leaving ??= sayGoodbye().catch(() => {});
  await leaving;
  location.replace(exit.dataset.rest);
}
async function sayGoodbye() {
  window.stop(); // a page that is on its way here would show itself
  dispatchEvent(new Event("leaving"));
  const words = read();
  const keepalive = isLight(words);
  const left = send("/leave", words, { keepalive });
  if (!keepalive && !(await Promise.race([left, wait(2000)]))) send("/leave", null, { keepalive: true });
}
let shifts = []; // when that key was tapped, the last first
on(exit, "click", leave);
on(document, "pointerdown keydown", (event) => {
  if (event.key !== "Shift") shifts = [];
  else if (!event.repeat) shifts.unshift(event.timeStamp);
  if (exit && shifts[0] - shifts[2] < 3000) leave(event);
});

// --- idle: a quiet warning, then the same lock as the button
const still = get("still");
if (still) {
  const idle = document.body.dataset.idle * 1000;
  const warning = Math.min(60_000, idle / 4);
  const GAP = 5000; // between two questions to the server, which knows of other tabs
  const MARGIN = GAP + 2000; // lock before the server does: the words go into the book, not into memory
  const says = still.querySelector("p"); // a live region: it says all once
  let asked = Date.now(), deadline = asked + idle, tapped = false;
  let before = null; // what had the focus

  const isNear = (time) => Date.now() >= deadline - time;
  const warn = (soon) => {
    if (soon === says.hasChildNodes()) return;
    const focused = still.matches(":focus-within");
    says.replaceChildren(...(soon ? [get("still-here").content.cloneNode(true)] : []));
    if (focused) before?.focus();
  };
  const look = async () => {
    if (leaving) return;
    const now = Date.now(), over = isNear(MARGIN);
    if (over) document.body.hidden = true;
    if (now - asked < GAP) return;
    asked = now; // a slow answer must not add to the time left
    const headers = tapped && !over ? {} : BEAT;
    tapped = false;
    const answer = await send("/here", null, { headers });
    if (answer) deadline = now + (answer.ok ? (await answer.text()) * 1000 : 0);
    if (leaving) return;
    if (isNear(MARGIN)) {
      clearInterval(timer);
      form.action = "/lock";
      form.submit();
    } else {
      document.body.hidden = false;
      warn(isNear(warning));
    }
  };
  const timer = setInterval(look, 1000);
  on(window, "pointerdown keydown input scroll", () => { tapped = true; });
  on(document, "visibilitychange", look);
  on(still, "focusin", ({ relatedTarget }) => { before = relatedTarget ?? before; });
  still.querySelector(".next").onclick = () => {
    tapped = true;
    asked = 0;
    look();
  };
}

// --- a page that the browser kept in memory must not come back after a lock
on(window, "pagehide pageshow", ({ type, persisted }) => {
  if (!persisted) return;
  document.body.hidden = true;
  if (type === "pageshow") location.reload();
});

on(document.querySelector("[data-print]"), "click", () => print());
