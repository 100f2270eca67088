// Listen: a line as sound, its words marked as they are heard. One at a time, only from a tap; the same button stops it.
// Without this script, the links and buttons lead to the sound by themselves.

const LINES = "[data-listen], [data-listen-mine]";
const ALL = "#page :is([data-listen], [data-listen-mine][name=statement]):not([hidden], details:not([open]) *)";
const TOOLS = `:is(${LINES}, [data-read-all])`;
const SILENT_WAV = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQIAAACAgA==";

const player = new Audio();
const status = document.getElementById("say-status");
const silence = URL.createObjectURL(new Blob([Uint8Array.from(atob(SILENT_WAV), (sign) => sign.charCodeAt(0))], { type: "audio/wav" }));
const wanted = document.body.dataset.hearing.split(" "); // as chosen on "How it is read to me"
let now = null; // what is heard now: a way to call it off, an address to free, a copy of typed words

for (const tool of document.querySelectorAll(TOOLS)) {
  tool.setAttribute("role", "button"); // a link that plays is a button
  tool.ariaPressed = "false";
}

document.addEventListener("click", (event) => {
  const tool = event.target.closest(TOOLS);
  if (!tool) return;
  event.preventDefault();
  if (tool.ariaPressed === "true") stop();
  else start(tool, tool.matches(LINES) ? [tool] : document.querySelectorAll(ALL));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches("a[data-listen]")) return;
  event.preventDefault(); // a button answers to the space bar; a link would scroll
  if (!event.repeat) event.target.click();
});

if (wanted.includes("touch")) for (const kind of ["focusin", "click"]) document.addEventListener(kind, ({ target }) => {
  const tool = target.closest(".choice, .spoken, .question, .about, .sentences > li")?.querySelector(LINES);
  if (tool && tool.ariaPressed !== "true" && !target.closest(TOOLS)) start(tool, [tool]);
});

for (const end of ["leaving", "pagehide"]) addEventListener(end, stop);

async function start(button, lines) {
  stop();
  tell("");
  const mine = { call: new AbortController() };
  now = mine;
  press(button, true);
  player.src = silence; // an iPad lets a player speak later only if it began inside the tap
  player.play().catch(() => {});
  try {
    for (const line of lines) {
      press(line, true);
      if (line !== button) line.scrollIntoView({ block: "nearest" });
      await (line.dataset.device ? speakHere(line) : hear(mine, line));
      if (now !== mine) return;
      letGo();
      press(line, line === button);
    }
    stop();
  } catch (problem) {
    if (now !== mine) return;
    stop();
    if (problem.name !== "NotAllowedError") tell(problem.say ?? "down"); // or else it waits for a tap
  }
}

// One line, to its end. The person's own words are asked for by POST, and heard from memory.
async function hear(mine, tool) {
  const body = tool.form && new FormData(tool.form);
  body?.append(tool.name, tool.value);
  body?.set("language", tool.dataset.language);
  const answer = await fetch(tool.href ?? tool.formAction, {
    ...(body && { method: "POST", body, cache: "no-store" }),
    headers: { Accept: "audio/*" },
    redirect: "error",
    signal: mine.call.signal,
  });
  if (!answer.ok) throw { say: answer.status === 413 ? "long" : "down" };
  const sound = await answer.blob();
  if (now !== mine || answer.status === 204) return; // called off, or there are no words yet
  const { words, rate } = JSON.parse(answer.headers.get("X-Words"));
  mine.address = player.src = URL.createObjectURL(sound);
  player.playbackRate = rate;
  const ended = new Promise((done, failed) => {
    player.onended = done;
    player.onerror = failed;
  });
  await player.play();
  if (words.length && wanted.includes("follow")) follow(mine.address, findText(tool), words);
  await ended;
}

// Mark the word that is heard. Nothing in the page changes for it: a screen reader does not notice.
function follow(sound, text, words, marked) {
  if (player.src !== sound || !text || !CSS.highlights) return;
  const word = words.findLast(([at]) => at <= player.currentTime * 1000);
  if (word !== marked) CSS.highlights.set("heard", new Highlight(new StaticRange({
    startContainer: text, startOffset: word[1], endContainer: text, endOffset: word[2],
  })));
  requestAnimationFrame(() => follow(sound, text, words, word));
}

// Where a tool's words stand on the page: a line, kept words, or else a copy of what is in a box.
function findText(tool) {
  const said = readLine(tool);
  if (tool.name === "field") {
    if (tool.form[tool.value].type !== "textarea") return null;
    now.copy = document.createElement("blockquote");
    Object.assign(now.copy, { textContent: tool.form[tool.value].value, dir: "auto", lang: tool.dataset.language, ariaHidden: "true" });
    tool.parentElement.after(now.copy);
    now.copy.scrollIntoView({ block: "nearest" });
    return now.copy.firstChild;
  }
  for (let part = tool; (part = part.parentElement); ) {
    const line = said
      ? [...part.querySelectorAll("span")].find((each) => each.textContent === said && !each.closest(".visually-hidden"))
      : part.querySelector("blockquote");
    if (line) return line.firstChild;
  }
}

function readLine(tool) {
  return tool.querySelector(".visually-hidden > :not(.word, .two)")?.textContent;
}

// A voice of this device: only if asked for, only where we have none, and only one that needs no network.
const theirs = document.querySelectorAll("[data-device]");
const findVoice = ({ dataset }) => speechSynthesis.getVoices().find(({ lang, localService }) =>
  localService === true && `${lang.replace("_", "-")}-`.toLowerCase().startsWith(`${dataset.device}-`.toLowerCase()));
if (theirs.length && "speechSynthesis" in window) {
  for (const wait of [0, 500, 2000]) setTimeout(() => { // not every browser tells when they are there
    for (const tool of theirs) tool.hidden = !findVoice(tool);
  }, wait);
}

function speakHere(tool) {
  const speech = new SpeechSynthesisUtterance(readLine(tool) ?? tool.form[tool.value]?.value ?? findText(tool).data);
  speech.voice = findVoice(tool);
  speech.lang = speech.voice.lang;
  speech.rate = { slow: 0.8, quick: 1.2 }[wanted[0]] ?? 1;
  return new Promise((done, failed) => {
    speech.onend = done;
    speech.onerror = failed;
    speechSynthesis.speak(speech);
  });
}

function stop() {
  if (!now) return;
  now.call.abort();
  for (const tool of document.querySelectorAll(`${TOOLS}[aria-pressed=true]`)) press(tool, false);
  letGo();
  now = null;
  player.pause();
  player.removeAttribute("src");
  player.load(); // lets go of it
  window.speechSynthesis?.cancel();
}

function letGo() {
  CSS.highlights?.delete("heard");
  now.copy?.remove();
  if (now.address) URL.revokeObjectURL(now.address);
  now.address = null;
}

function press(tool, on) {
  const word = tool.querySelector(".word");
  tool.ariaPressed = on;
  if (!word) return;
  tool.dataset.word ??= word.textContent;
  word.textContent = on ? document.body.dataset.stop : tool.dataset.word;
}

function tell(say) {
  status.textContent = say && status.dataset[say];
  status.classList.toggle("visually-hidden", !say);
}
