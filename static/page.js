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
let leaving = null; // the page is being left: nothing else may show, change or replace it

const reference = form.elements.reference?.value ?? ""; // of the opening that this page is of; empty: of none
const tabs = window.BroadcastChannel && new BroadcastChannel("tabs"); // all tabs of this browser
const { company } = document.body.dataset; // changes when it was said anew who is here
const tellTabs = (what) => tabs?.postMessage([what, reference, company]);

// Post to our server; null when no answer comes.
export function send(path, body, { headers, keepalive } = {}) {
  const { csrf_token: token, life } = form.elements;
  const signed = { "X-CSRFToken": token.value, "X-Reference": reference, "X-Life": life?.value ?? "", ...headers };
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
let typed = 0, kept = 0; // how often something was written; up to which time the server has it
if (reference) {
  const draft = makeKeeper(1500, async () => {
    const words = read(), upTo = typed;
    const answer = await send("/draft", words, document.hidden && { headers: BEAT, keepalive: isLight(words) });
    if (answer?.ok) kept = upTo;
    return answer;
  });
  on(form, "input", () => {
    typed += 1;
    draft.touch();
  });
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
  if (kept && event.submitter?.isConnected !== false) form.requestSubmit(event.submitter);
});

// --- a tap that stays on this page: what it says goes to the server, and the part that it changes comes anew
let came = -Infinity; // a hand that shakes, and a switch that bounces, mean one tap
on(form, "submit", (event) => {
  const { submitter } = event;
  if (!submitter?.dataset.stays || event.defaultPrevented) return;
  event.preventDefault();
  sent = -Infinity;
  if (event.timeStamp - came < 700) return;
  const going = renew(submitter);
  const hold = () => going;
  unfinished.add(hold); // Next waits for it
  going.then(() => unfinished.delete(hold));
});
async function renew(tool) {
  const tapped = document.createElement("input"); // Exit and the lock take it along while it is on its way
  Object.assign(tapped, { type: "hidden", name: tool.name, value: tool.value });
  form.prepend(tapped);
  const body = new URLSearchParams(new FormData(form));
  const page = await new Promise((done) => {
    const ask = new XMLHttpRequest(); // gives a document: no text ever becomes HTML here
    ask.open("POST", tool.formAction);
    ask.responseType = "document";
    ask.onloadend = () => done(ask.response);
    ask.send(body);
  });
  const part = page?.getElementById(tool.dataset.stays);
  came = performance.now();
  if (leaving) return false;
  if (!part) { // another page came, or none: as without a script
    tapped.remove();
    delete tool.dataset.stays;
    setTimeout(() => form.requestSubmit(tool));
    return false;
  }
  const hidden = ":scope > input[type=hidden]";
  for (const old of form.querySelectorAll(hidden)) old.remove();
  form.prepend(...page.forms.page.querySelectorAll(hidden));
  get(part.id).replaceWith(part);
  (part.querySelector(`button[value="${tool.value}"]`) ?? part.querySelector("button"))?.focus();
  dispatchEvent(new Event("changed"));
  return true;
}

// --- the next six pictures, in the same places
on(get("more"), "click", (event) => {
  event.preventDefault();
  const list = document.querySelector("[data-at-once]");
  const all = [...list.children], next = (all.findLastIndex((one) => !one.hidden) + 1) % all.length;
  all.forEach((one, place) => { one.hidden = place < next || place >= next + Number(list.dataset.atOnce); });
});

// --- a file that was chosen goes onto the page at once, by the button beside it
on(form, "change", ({ target }) => {
  const add = target.files?.length && target.closest("details")?.querySelector("[formenctype]");
  if (add) form.requestSubmit(add);
});

// --- "Nobody, just me" cannot stand beside other people
on(form, "change", ({ target }) => {
  if (target.name !== "choice") return;
  const others = target.matches("[data-alone]") ? "[name=choice]" : "[data-alone]";
  for (const box of form.querySelectorAll(others)) box.checked &&= box === target;
});

// --- leave: hide, send what is half written, and put another page in the place of this one
const exit = get("exit");
let destination = "", gone = "", told = ""; // where to; where this page was last sent; what the server was told of it
async function leave(to, path, words, options) {
  document.body.hidden = true;
  if (path === "/leave" && told === "/draft") { // that locks nothing
    send(path, isLight(words) ? words : null, { keepalive: true });
    told = path;
  }
  if (!leaving || to === exit?.dataset.rest) destination = to; // Exit's own wins, also over a page on its way
  told ||= path;
  leaving ??= sayGoodbye(path, words, options).catch(() => {});
  await leaving;
  if (gone !== destination) location.replace(gone = destination); // the same again would break off its way
}
async function sayGoodbye(path, words, options) {
  window.stop(); // a page that is on its way here would show itself
  dispatchEvent(new Event("leaving"));
  if (words === null) return;
  const keepalive = isLight(words);
  const left = send(path, words, { ...options, keepalive });
  if (!keepalive && !(await Promise.race([left, wait(2000)]))) send(path, null, { ...options, keepalive: true });
}
// The book was locked, or left, elsewhere: what the server has not yet goes with us, for two minutes after that.
const follow = (to) => leave(to, "/draft", typed > kept ? read() : null, { headers: BEAT });

// --- Exit now: in all tabs at once
function exitNow(event) {
  event.preventDefault();
  if (destination !== exit.dataset.rest) tellTabs("exit");
  leave(exit.dataset.rest, "/leave", read());
}
// What a keyboard or two fingers leave of the page on the screen has Exit in it, as large as ever.
const seen = window.visualViewport;
on(seen, "resize scroll", () => {
  if (!exit) return;
  exit.style.transform = "";
  const { x, y, width, height } = exit.getBoundingClientRect();
  const [left, top] = [[x, seen.offsetLeft, seen.width, width], [y, seen.offsetTop, seen.height, height]].map(
    ([at, from, room, size]) => Math.max(from, Math.min(at, from + room - size / seen.scale)) - at);
  if (left || top || seen.scale !== 1) exit.style.transform = `translate(${left}px, ${top}px) scale(${1 / seen.scale})`;
});
let shifts = []; // when that key was tapped, the last first
on(exit, "click", exitNow);
on(document, "pointerdown keydown", (event) => {
  if (event.key !== "Shift") shifts = [];
  else if (!event.repeat) shifts.unshift(event.timeStamp);
  if (exit && shifts[0] - shifts[2] < 3000) exitNow(event);
});

// --- idle: a quiet warning, then the same lock as the button; and an eye on the other tabs
const still = get("still");
if (still) {
  const idle = document.body.dataset.idle * 1000;
  const warning = Math.min(60_000, idle / 4);
  const GAP = 900; // between two questions to the server, which knows of other tabs
  const MARGIN = 3000; // lock before the server does: the words go into the book as the person's own
  const says = still.querySelector("p"); // a live region: it says all once
  let asked = 0, deadline = Date.now() + idle, tapped = false;
  let doubts = 0; // how often something made this page doubt that it may still be seen
  let before = null; // what had the focus
  let place = null; // where the person was before the page hid

  const isNear = (time) => Date.now() >= deadline - time;
  const warn = (soon) => {
    if (soon === says.hasChildNodes()) return;
    const focused = still.matches(":focus-within");
    says.replaceChildren(...(soon ? [get("still-here").content.cloneNode(true)] : []));
    if (focused) before?.focus();
  };
  const hide = () => {
    if (document.body.hidden) return;
    place = { focus: document.activeElement, top: scrollY };
    document.body.hidden = true;
  };
  const show = () => {
    if (!document.body.hidden || document.hidden) return;
    document.body.hidden = false;
    place?.focus.focus({ preventScroll: true });
    scrollTo(0, place?.top ?? scrollY);
  };
  const look = async () => {
    if (leaving) return;
    const now = Date.now(), over = isNear(MARGIN), doubted = doubts;
    if (over) hide();
    if (now - asked < GAP || (document.hidden && asked && !over)) return;
    asked = now; // a slow answer must not add to the time left
    const headers = tapped && !over ? {} : BEAT;
    tapped = false;
    const answer = await send("/here", null, { headers });
    const left = answer?.ok ? 1000 * await answer.text().catch(() => NaN) : answer ? 0 : NaN;
    if (left >= 0) deadline = now + left; // else there was no answer
    if (leaving) return;
    if (left === 0) {
      tellTabs("over");
      hide();
      // The form that is just being sent may have ended it, and its answer is on its way.
      if (performance.now() - sent > 5000) follow("/");
    } else if (isNear(MARGIN)) {
      clearInterval(timer);
      tellTabs("over");
      leave("/", "/lock", read(), { headers: BEAT });
    } else if (left >= 0 && doubted === doubts) {
      show();
      warn(isNear(says.hasChildNodes() ? warning + 5000 : warning)); // not on and off and on again
    }
  };
  // Hide first, then ask; ``later``: the server may not know yet.
  const doubt = (later) => {
    doubts += 1;
    hide();
    asked = later ? Date.now() : 0;
    look();
  };
  const timer = setInterval(look, 1000);
  on(window, "pointerdown keydown input scroll", () => { tapped = true; });
  on(document, "visibilitychange", () => (document.hidden ? hide() : doubt()));
  on(still, "focusin", ({ relatedTarget }) => { before = relatedTarget ?? before; });
  still.querySelector(".next").onclick = () => {
    tapped = true;
    asked = 0;
    look();
  };
  on(form, "submit", ({ submitter }) => { if (submitter?.formAction.endsWith("/lock")) tellTabs("lock"); });
  on(tabs, "message", ({ data: [what, other, theirs] }) => {
    if (what === "over" && other === reference) follow("/");
    else if (what === "lock") doubt(true);
    else if (what === "page" && other !== reference) doubt();
    else if (what === "page" && Number(theirs) > Number(company)) follow(location.href);
  });
  const came = performance.getEntriesByType("navigation")[0]?.responseStart ?? 0;
  if (document.hidden || performance.now() - came > 1000) doubt(); // it was long on its way
  else look();
}
on(tabs, "message", ({ data: [what] }) => { if (what === "exit" && exit) follow(exit.dataset.rest); });
tellTabs("page");

// --- a page that the browser kept in memory must not come back after a lock
on(window, "pagehide pageshow", ({ type, persisted }) => {
  if (!persisted) return;
  document.body.hidden = true;
  if (type === "pageshow") location.reload();
});

on(document.querySelector("[data-print]"), "click", () => print());
