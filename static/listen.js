// Hear a line, its words marked. One at a time, only from a tap; the same button stops it.
import { on, tell } from "./page.js";

// Neither what is in a box nor a code: only a tap on their own Listen says these.
const ALL = ":is(#page, .paper) [data-listen]:not([hidden], [name=field], [data-listen=alone], .still *, details:not([open]) *, [hidden] *)";
const TOOLS = ":is([data-listen], [data-read-all])";

const player = new Audio();
const wanted = document.body.dataset.hearing.split(" ");
let now = null; // calls off what is heard now
let copy = null; // of what is in a box, while it is heard

function prepare() {
  for (const tool of document.querySelectorAll(`${TOOLS}:not([aria-pressed])`)) {
    tool.ariaPressed = "false";
    if (tool.matches("a")) tool.role = "button"; // a button is one by itself
  }
}
prepare();

on(document, "click", (event) => {
  const tool = event.target.closest(TOOLS);
  if (!tool) return;
  event.preventDefault();
  if (tool.ariaPressed === "true") stop();
  else start(tool, "readAll" in tool.dataset ? document.querySelectorAll(ALL) : [tool]);
});

on(document, "keydown", (event) => {
  if (event.key !== " " || !event.target.matches("a[data-listen]")) return;
  event.preventDefault(); // a button answers to the space bar; a link would scroll
  if (!event.repeat) event.target.click();
});

if (wanted.includes("touch")) on(document, "focusin click", ({ target }) => {
  const tool = target.closest(".choice, .spoken, .question, .about, .sentences > li")?.querySelector("[data-listen]");
  if (tool && tool.ariaPressed !== "true" && !target.closest(`${TOOLS}, #record`)) start(tool, [tool]);
});

on(window, "leaving pagehide changed", stop);
on(window, "changed", () => {
  prepare();
  const next = wanted.includes("touch") && document.querySelector(".thing [data-listen]");
  if (next) start(next, [next]);
});

async function start(button, lines) {
  stop();
  tell("say-status", "");
  const { signal } = now = new AbortController();
  button.ariaPressed = true;
  player.src = new URL("silence.wav", import.meta.url); // an iPad wants to begin inside the tap
  player.play().catch(() => {});
  try {
    for (const line of lines) {
      line.ariaPressed = true;
      line.scrollIntoView({ block: "nearest" });
      await (line.dataset.device ? speakHere(line) : hear(line, signal)).catch((problem) => {
        if (problem.status !== 422) throw problem;
        tell("say-status", "unspeakable"); // this one line
      });
      if (signal.aborted) return;
      letGo();
      line.ariaPressed = line === button;
    }
    stop();
  } catch (problem) {
    if (signal.aborted) return;
    stop();
    if (problem.name !== "NotAllowedError") tell("say-status", { 404: "none", 413: "long" }[problem.status] ?? "down"); // or it waits for a tap
  }
}

// One line, to its end. A person's own words go by POST; long ones come in pieces.
async function hear(tool, signal, body = readForm(tool), from = 0) {
  const own = body && { method: "POST", body, cache: "no-store" };
  const place = new URL(tool.href ?? tool.formAction);
  if (from) place.searchParams.set("from", from);
  const answer = await fetch(place, { ...own, headers: { Accept: "audio/*" }, redirect: "error", signal });
  if (!answer.ok) throw answer;
  const sound = await answer.blob();
  if (signal.aborted || answer.status === 204) return; // called off, or there are no words yet
  const { words, rate, next } = JSON.parse(answer.headers.get("X-Words"));
  if (from) URL.revokeObjectURL(player.src);
  player.src = URL.createObjectURL(sound);
  player.playbackRate = rate;
  const ended = untilEnd(player, "onended");
  await player.play();
  if (wanted.includes("follow") && CSS.highlights) follow(player.src, findText(tool), words);
  await ended;
  if (next && !signal.aborted) await hear(tool, signal, body, next);
}

// What a page shows goes alone: what is in its boxes has no need to travel with it.
function readForm(tool) {
  const { form } = tool;
  const body = form && (tool.name === "aloud" ? new FormData() : new FormData(form));
  if (tool.name === "aloud") body.append("csrf_token", form.csrf_token.value);
  body?.append(tool.name, tool.value);
  return body;
}

const untilEnd = (sound, end) => new Promise((done, failed) => { Object.assign(sound, { [end]: done, onerror: failed }); });

// Mark the word that is heard, and change nothing in the page: a screen reader does not notice.
function follow(sound, text, words, marked) {
  if (player.src !== sound || !text) return;
  const word = words.findLast(([at]) => at <= player.currentTime * 1000);
  if (word !== marked) CSS.highlights.set("heard", new Highlight(new StaticRange({
    startContainer: text, startOffset: word[1], endContainer: text, endOffset: word[2],
  })));
  requestAnimationFrame(() => follow(sound, text, words, word));
}

// Where a tool's words stand on the page: a line, kept words, or a copy of what is in a box.
function findText(tool) {
  if (tool.name === "field") {
    copy = tool.nextElementSibling;
    copy?.replaceChildren(tool.form[tool.value].value);
    copy?.scrollIntoView({ block: "nearest" });
    return copy?.firstChild;
  }
  const said = readLine(tool);
  const where = said ? ":is(span, bdi):not(.visually-hidden *)" : "blockquote";
  for (let part = tool; (part = part.parentElement); ) {
    const line = [...part.querySelectorAll(where)].find(({ textContent }) => !said || textContent === said);
    if (line) return line.firstChild;
  }
}

const readLine = (tool) => tool.querySelector(".visually-hidden > :not(.word, .two)")?.textContent;

// A voice of this device that needs no network.
const findVoice = ({ dataset }) => speechSynthesis.getVoices().find(({ lang, localService }) =>
  localService === true && `${lang}-`.replace("_", "-").toLowerCase().startsWith(`${dataset.device}-`.toLowerCase()));
if (window.speechSynthesis) for (const time of [0, 500, 2000]) setTimeout(() => { // not every browser tells when
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
  for (const tool of document.querySelectorAll(`${TOOLS}[aria-pressed=true]`)) tool.ariaPressed = false;
  letGo();
  player.removeAttribute("src");
  player.load(); // lets go of it
  window.speechSynthesis?.cancel();
}

function letGo() {
  CSS.highlights?.delete("heard");
  copy?.replaceChildren();
  URL.revokeObjectURL(player.src);
}
