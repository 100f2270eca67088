// Listen: a line as sound, its words marked as they are heard. One at a time, only from a tap; the same button stops it.
// Without this script, the links and buttons lead to the sound by themselves.
import { tell } from "./page.js";

const LINES = "[data-listen], [data-listen-mine]";
const ALL = "#page :is([data-listen], [data-listen-mine][name=statement]):not([hidden], details:not([open]) *)";
const TOOLS = `:is(${LINES}, [data-read-all])`;

const player = new Audio();
const wanted = document.body.dataset.hearing.split(" "); // as chosen on "How it is read to me"
let now = null; // calls off what is heard now
let copy = null; // of typed words, while they are heard

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
  tell("say-status", "");
  const { signal } = now = new AbortController();
  press(button, true);
  player.src = new URL("silence.wav", import.meta.url); // an iPad lets a player speak later only if it began inside the tap
  player.play().catch(() => {});
  try {
    for (const line of lines) {
      press(line, true);
      if (line !== button) line.scrollIntoView({ block: "nearest" });
      await (line.dataset.device ? speakHere(line) : hear(line, signal));
      if (signal.aborted) return;
      letGo();
      press(line, line === button);
    }
    stop();
  } catch (problem) {
    if (signal.aborted) return;
    stop();
    if (problem.name !== "NotAllowedError") tell("say-status", problem.status === 413 ? "long" : "down"); // or else it waits for a tap
  }
}

// One line, to its end. The person's own words are asked for by POST, and heard from memory.
async function hear(tool, signal) {
  const body = tool.form && new FormData(tool.form);
  body?.append(tool.name, tool.value);
  body?.set("language", tool.dataset.language);
  const own = body && { method: "POST", body, cache: "no-store" };
  const answer = await fetch(tool.href ?? tool.formAction, { ...own, headers: { Accept: "audio/*" }, redirect: "error", signal });
  if (!answer.ok) throw answer;
  const sound = await answer.blob();
  if (signal.aborted || answer.status === 204) return; // called off, or there are no words yet
  const { words, rate } = JSON.parse(answer.headers.get("X-Words"));
  player.src = URL.createObjectURL(sound);
  player.playbackRate = rate;
  const ended = untilEnd(player, "onended");
  await player.play();
  if (words.length && wanted.includes("follow") && CSS.highlights) follow(player.src, findText(tool), words);
  await ended;
}

const untilEnd = (sound, end) => new Promise((done, failed) => { Object.assign(sound, { [end]: done, onerror: failed }); });

// Mark the word that is heard. Nothing in the page changes for it: a screen reader does not notice.
function follow(sound, text, words, marked) {
  if (player.src !== sound || !text) return;
  const word = words.findLast(([at]) => at <= player.currentTime * 1000);
  if (word !== marked) CSS.highlights.set("heard", new Highlight(new StaticRange({
    startContainer: text, startOffset: word[1], endContainer: text, endOffset: word[2],
  })));
  requestAnimationFrame(() => follow(sound, text, words, word));
}

// Where a tool's words stand on the page: a line, kept words, or else a copy of what is in a box.
function findText(tool) {
  if (tool.name === "field") return showCopy(tool, tool.form[tool.value]);
  const said = readLine(tool);
  const where = said ? "span:not(.visually-hidden *)" : "blockquote";
  for (let part = tool; (part = part.parentElement); ) {
    const line = [...part.querySelectorAll(where)].find(({ textContent }) => !said || textContent === said);
    if (line) return line.firstChild;
  }
}

function showCopy(tool, { type, value }) {
  if (type !== "textarea") return;
  copy = document.createElement("blockquote");
  Object.assign(copy, { textContent: value, dir: "auto", lang: tool.dataset.language, ariaHidden: "true" });
  tool.parentElement.after(copy);
  copy.scrollIntoView({ block: "nearest" });
  return copy.firstChild;
}

const readLine = (tool) => tool.querySelector(".visually-hidden > :not(.word, .two)")?.textContent;

// A voice of this device: only if asked for, only where we have none, and only one that needs no network.
const findVoice = ({ dataset }) => speechSynthesis.getVoices().find(({ lang, localService }) =>
  localService === true && `${lang}-`.replace("_", "-").toLowerCase().startsWith(`${dataset.device}-`.toLowerCase()));
if (window.speechSynthesis) for (const time of [0, 500, 2000]) setTimeout(() => { // not every browser tells when they are there
  for (const tool of document.querySelectorAll("[data-device]")) tool.hidden = !findVoice(tool);
}, time);

function speakHere(tool) {
  const speech = new SpeechSynthesisUtterance(readLine(tool) ?? tool.form[tool.value]?.value ?? findText(tool).data);
  speech.voice = findVoice(tool);
  speech.lang = speech.voice.lang;
  speech.rate = { slow: 0.8, quick: 1.2 }[wanted[0]] ?? 1;
  speechSynthesis.speak(speech);
  return untilEnd(speech, "onend");
}

export function stop() {
  if (!now) return;
  now.abort();
  now = null;
  for (const tool of document.querySelectorAll(`${TOOLS}[aria-pressed=true]`)) press(tool, false);
  letGo();
  player.pause();
  player.removeAttribute("src");
  player.load(); // lets go of it
  window.speechSynthesis?.cancel();
}

function letGo() {
  CSS.highlights?.delete("heard");
  copy?.remove();
  URL.revokeObjectURL(player.src);
}

// What is playing or recording says "Stop".
export function press(tool, on) {
  const word = tool.querySelector(".word");
  tool.ariaPressed = on;
  if (!word) return;
  tool.dataset.word ??= word.textContent;
  word.textContent = on ? document.body.dataset.stop : tool.dataset.word;
}
