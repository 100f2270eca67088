// Say it with my voice. Two seconds at a time go into the book, so that little is ever lost.
import { press, stop as stopListening } from "./listen.js";
import { form, get, send, tell, unfinished, wait } from "./page.js";

const button = get("record");
const RATE = 16_000; // samples a second
const PART = 2 * RATE;
let now = null; // the recording under way

if (navigator.mediaDevices && window.AudioWorkletNode) {
  button.hidden = false;
  get("no-record").hidden = true;
  button.onclick = () => (now ? stop() : start());
}
addEventListener("pagehide", () => {
  if (!now) return;
  release(now);
  if (now.heard.length) post(now, now.number, now.heard, true);
});
// A way off the page takes the end of the recording along.
const keepEnd = () => Promise.race([stop(), wait(4000)]);

async function start() {
  stopListening();
  for (const audio of document.querySelectorAll("audio")) audio.pause();
  const context = new AudioContext(); // inside the tap: an iPad lets no later one run
  const mine = now = { id: crypto.randomUUID().replaceAll("-", ""), number: 0, heard: [], sent: true, context };
  unfinished.add(keepEnd);
  try {
    mine.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    await context.audioWorklet.addModule(button.dataset.worklet);
  } catch {
    if (!mine.over) stop("refused");
  }
  if (mine.over) return release(mine);
  mine.stream.getTracks()[0].onended = () => stop();
  const node = new AudioWorkletNode(context, "recorder");
  node.port.onmessage = ({ data }) => hear(mine, data);
  context.createMediaStreamSource(mine.stream).connect(node).connect(context.destination);
  get("recording").hidden = false;
  press(button, true);
  tell("voice-status", "on");
}

function hear(mine, samples) {
  if (mine.over) return;
  mine.heard.push(...samples);
  const seconds = 2 * mine.number + Math.floor(mine.heard.length / RATE);
  get("loud").value = Math.max(...samples) / 32_767;
  get("clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (mine.heard.length === PART) cut(mine);
  if (seconds >= 180) stop();
}

// One part after the other. The page carries the recording from the first one on, as it carries words.
function cut(mine) {
  const { number, heard, sent } = mine;
  if (!heard.length) return;
  if (!number) place(mine);
  Object.assign(mine, { number: number + 1, heard: [] });
  mine.sent = (async () => {
    const fine = (await sent) && (await post(mine, number, heard));
    if (fine) mine.old?.remove();
    else stop();
    mine.kept ||= fine;
    return fine;
  })();
}

async function post({ id }, what, heard, keepalive) {
  const headers = { "X-Page": form.elements.here.value };
  const answer = await send(`/m/${id}/${what}`, heard && Int16Array.from(heard), { headers, keepalive });
  return answer?.ok;
}

function place(mine) {
  mine.old = document.querySelector("figure:has(audio)");
  mine.figure = get("heard").content.cloneNode(true).firstChild;
  const [audio, away, id] = mine.figure.children;
  audio.src = `/m/${mine.id}`;
  away.formAction = `${audio.src}/away`;
  Object.assign(id, { name: "attached", value: mine.id });
  get("voice").prepend(mine.figure);
}

function stop(said = "lost") {
  if (now) now.over ??= end(now, said);
  return now?.over;
}

async function end(mine, said) {
  release(mine);
  cut(mine);
  const fine = (await mine.sent) && mine.kept && (await post(mine, "end"));
  now = null;
  unfinished.delete(keepEnd);
  get("recording").hidden = true;
  if (mine.kept) button.dataset.word = button.dataset.again;
  else mine.figure?.remove();
  press(button, false);
  tell("voice-status", fine ? "off" : said);
}

function release({ stream, context }) {
  stream?.getTracks().forEach((track) => track.stop());
  if (context.state !== "closed") context.close();
}
