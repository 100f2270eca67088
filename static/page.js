// Comfort on top of a page that works without it: keep half-written words, lock when idle, leave at once.
const form = document.getElementById("page");
const LIGHT = 30_000; // bytes: a browser sends at most 64 KiB for a page that is left, all its requests together
const read = () => new URLSearchParams(new FormData(form));
const token = () => new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
const send = (path, body, options = {}) => fetch(path, { method: "POST", body, ...options });
const BEAT = { "X-Beat": "1" }; // nobody tapped: this must not renew the time until the lock
let leaving = null; // once Exit was chosen nothing else may show, change or replace the page

// --- keep what is half-written: soon after each change, and when the page is hidden
let changed = false;
let timer = 0;
async function keepDraft(options) {
  if (!changed || leaving) return;
  changed = false;
  const words = read();
  const keepalive = options?.headers === BEAT && String(words).length < LIGHT;
  const answer = await send("/draft", words, { ...options, keepalive }).catch(() => null);
  if (!answer || !answer.ok) changed = true;
}
if (form && form.matches("[data-page]") && document.body.dataset.idle) {
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(keepDraft, 1500);
  });
  form.addEventListener("submit", () => { changed = false; clearTimeout(timer); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keepDraft({ headers: BEAT }); });
}

// --- a double tap sends once
form?.addEventListener("submit", (event) => {
  if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 2000) event.preventDefault();
  else form.dataset.sent = String(Date.now());
});

// --- "Nobody, just me" cannot stand beside other people
form?.addEventListener("change", ({ target }) => {
  if (!target.checked || target.type !== "checkbox" || target.name !== "choice") return;
  const alone = "alone" in target.dataset;
  for (const box of form.querySelectorAll('input[type="checkbox"][name="choice"]:checked')) {
    if (box !== target && (alone || "alone" in box.dataset)) box.checked = false;
  }
});

// --- Exit now: hide first, then keep and lock, then a neutral page in the place of this one
const exit = document.getElementById("exit");
async function leave(event) {
  event?.preventDefault();
  document.body.hidden = true;
  leaving ??= sayGoodbye().catch(() => {}); // leaving comes first, whatever happens
  await leaving;
  location.replace(exit.dataset.rest);
}
async function sayGoodbye() {
  window.stop(); // a page that is on its way here would show itself
  dispatchEvent(new Event("leaving"));
  const words = read();
  const last = { keepalive: true, redirect: "manual" };
  if (String(words).length < LIGHT) send("/leave", words, last).catch(() => {});
  else {
    // Too much to send behind a page that is gone: a moment for it first, on an empty screen.
    const sent = send("/leave", words, { redirect: "manual" }).then(() => true, () => false);
    const late = new Promise((done) => { setTimeout(done, 2000, false); });
    if (!(await Promise.race([sent, late]))) send("/leave", token(), last).catch(() => {});
  }
}
exit?.addEventListener("click", leave);
let shifts = [];
document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift") { shifts = []; return; }
  if (event.repeat) return; // a key that is held down is one tap
  shifts = [...shifts.filter((time) => event.timeStamp - time < 3000), event.timeStamp];
  if (exit && shifts.length >= 3) leave();
});
document.addEventListener("pointerdown", () => { shifts = []; });

// --- idle: a quiet warning, then the same lock as the button, which keeps what is on the page
const idle = Number(document.body.dataset.idle) * 1000;
const still = document.getElementById("still");
if (idle && still) {
  const warning = Math.min(60_000, idle / 4);
  const margin = 2000; // lock a little before the server does: the words go into the book, not into memory
  const gap = Math.min(15_000, idle / 12); // between two notes to the server that somebody taps
  let told = Date.now();
  let deadline = told + idle;
  let tapped = false;
  let looking = 0;
  let before = null; // what had the focus

  // How long until the lock? The server knows of other tabs. "tapped": begin the time anew.
  const ask = async (headers) => {
    const asked = told = Date.now(); // the time left is counted from the question: a slow answer must not add to it
    const answer = await send("/here", token(), { headers }).catch(() => null);
    if (answer) deadline = asked + (answer.ok ? Number(await answer.text()) * 1000 : 0);
  };
  const warn = (on) => {
    if (on === still.classList.contains("on")) return;
    const focused = still.contains(document.activeElement);
    still.classList.toggle("on", on);
    still.style.insetBlockEnd = `${document.querySelector(".go")?.offsetHeight ?? 0}px`;
    // Only these words are in the live region, so that a screen reader says them once.
    still.querySelector("p").replaceChildren(...(on ? [document.getElementById("still-here").content.cloneNode(true)] : []));
    if (focused) before?.focus({ preventScroll: true });
  };
  const look = async () => {
    const now = Date.now();
    if (now >= deadline - margin) {
      document.body.hidden = true;
      await ask(BEAT);
      if (leaving) return;
      if (Date.now() < deadline - margin) document.body.hidden = false;
      else {
        clearInterval(timer);
        form.action = "/lock";
        form.submit();
        return;
      }
    } else if (tapped && now - told >= gap) {
      tapped = false;
      await ask();
    } else if (now >= deadline - warning && !still.classList.contains("on")) await ask(BEAT);
    warn(Date.now() >= deadline - warning);
  };
  const lookOnce = () => {
    if (!leaving) looking ||= look().finally(() => { looking = 0; });
  };
  const timer = setInterval(lookOnce, 1000);
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, () => { tapped = true; }, { passive: true });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) lookOnce(); });
  still.addEventListener("focusin", ({ relatedTarget }) => { before = relatedTarget ?? before; });
  still.addEventListener("click", async ({ target }) => {
    if (!target.closest("button")) return;
    warn(false);
    await ask();
  });
}

// --- a page that the browser kept in memory must not come back after a lock
addEventListener("pagehide", (event) => { if (event.persisted) document.body.hidden = true; });
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.body.hidden = true;
  location.reload();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
