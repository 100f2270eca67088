// Listen: a line as sound. One at a time, only from a tap; the same button stops it.
// Without this script, the links and buttons lead to the sound by themselves.

const TOOLS = "[data-listen], [data-listen-mine]";
const SILENT_WAV = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQIAAACAgA==";

const player = new Audio();
const status = document.getElementById("say-status");
const silence = toAddress(Uint8Array.from(atob(SILENT_WAV), (sign) => sign.charCodeAt(0)), "audio/wav");
let now = null; // what is heard now: its button, the button's own word, a way to call off, an address to free

for (const tool of document.querySelectorAll(TOOLS)) {
  tool.setAttribute("role", "button"); // a link that plays is a button
  tool.setAttribute("aria-pressed", "false");
}

document.addEventListener("click", (event) => {
  const tool = event.target.closest(TOOLS);
  if (!tool) return;
  event.preventDefault();
  if (now?.tool === tool) stop();
  else start(tool);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches("a[data-listen]")) return;
  event.preventDefault(); // a button answers to the space bar; a link would scroll
  if (!event.repeat) event.target.click();
});

player.addEventListener("ended", () => {
  if (player.src !== silence) stop();
});
player.addEventListener("error", () => {
  if (now && player.src !== silence) fail("down");
});
for (const end of ["leaving", "pagehide"]) addEventListener(end, stop);

async function start(tool) {
  stop();
  tell("");
  const mine = { tool, call: new AbortController() };
  now = mine;
  press(mine, true);
  try {
    if (tool.matches("[data-listen-mine]")) await loadOwnWords(mine);
    else player.src = tool.href;
    if (now === mine) await player.play();
  } catch (problem) {
    if (now === mine) fail(problem.say ?? "down");
  }
}

// The person's own words: asked for by POST, heard from memory, and let go at the end.
async function loadOwnWords(mine) {
  const { tool, call } = mine;
  player.src = silence; // an iPad lets a player speak later only if it began inside the tap
  player.play().catch(() => {});
  const body = new FormData(tool.form);
  body.append(tool.name, tool.value);
  if (tool.dataset.language) body.set("language", tool.dataset.language);
  const answer = await fetch(tool.formAction, {
    method: "POST",
    body,
    headers: { Accept: "audio/*" },
    cache: "no-store",
    redirect: "error",
    signal: call.signal,
  });
  if (!answer.ok) throw Object.assign(new Error(), { say: answer.status === 413 ? "long" : "down" });
  const sound = await answer.arrayBuffer();
  if (now !== mine) return;
  if (answer.status === 204) return void stop(); // there are no words yet
  mine.address = toAddress(sound, answer.headers.get("Content-Type"));
  player.src = mine.address;
}

function stop() {
  if (!now) return;
  const { call, address } = now;
  press(now, false);
  now = null;
  call.abort();
  player.pause();
  player.removeAttribute("src");
  player.load(); // lets go of what it held
  if (address) URL.revokeObjectURL(address);
}

function fail(say) {
  stop();
  tell(say);
}

function press(mine, on) {
  const word = mine.tool.querySelector(".word");
  mine.tool.setAttribute("aria-pressed", String(on));
  if (!word) return;
  mine.word ??= word.textContent;
  word.textContent = on ? document.body.dataset.stop : mine.word;
}

function tell(say) {
  if (!status) return;
  status.textContent = say && status.dataset[say];
  status.classList.toggle("visually-hidden", !say);
}

function toAddress(bytes, type) {
  return URL.createObjectURL(new Blob([bytes], { type }));
}
