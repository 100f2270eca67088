// Comfort on top of a page that works without it: keep half-written words, lock when idle, leave at once.
const form = document.getElementById("page");
const send = (path, options = {}) => fetch(path, { method: "POST", body: new URLSearchParams(new FormData(form)), ...options });

// --- keep what is half-written: soon after each change, and when the page is hidden
let changed = false;
let timer = 0;
async function keepDraft(options) {
  if (!changed) return;
  changed = false;
  const answer = await send("/draft", options).catch(() => null);
  if (!answer || !answer.ok) changed = true;
}
if (form && form.matches("[data-page]") && document.body.dataset.idle) {
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(keepDraft, 1500);
  });
  form.addEventListener("submit", () => { changed = false; clearTimeout(timer); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) keepDraft({ keepalive: true }); });
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
function leave(event) {
  event?.preventDefault();
  document.body.hidden = true;
  send("/leave", { keepalive: true, redirect: "manual" }).catch(() => {});
  location.replace(exit.dataset.rest);
}
exit?.addEventListener("click", leave);
let shifts = [];
document.addEventListener("keydown", (event) => {
  if (event.key !== "Shift") { shifts = []; return; }
  shifts = [...shifts.filter((time) => event.timeStamp - time < 3000), event.timeStamp];
  if (exit && shifts.length >= 3) leave();
});

// --- idle: the same lock as the button, which keeps what is on the page
const idle = Number(document.body.dataset.idle) * 1000;
if (idle) {
  let last = Date.now();
  for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, () => { last = Date.now(); }, { passive: true });
  setInterval(() => {
    if (Date.now() - last < idle - 10_000) return;
    last = Infinity;
    form.action = "/lock";
    form.submit();
  }, 2000);
}

// --- a page that the browser kept in memory must not come back after a lock
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.body.hidden = true;
  location.reload();
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
