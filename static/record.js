// Say it with my voice. Two seconds at a time go into the book, so that little is ever lost.
import { stop as stopListening } from "./listen.js";
import { form, get, on, send, tell, unfinished, wait } from "./page.js";

const button = get("record");
const RATE = 16_000; // samples a second
const PART = 2 * RATE;
let now = null; // the recording under way

button.onclick = () => (now ? finish() : start());
button.hidden = !navigator.mediaDevices || !window.AudioWorkletNode;
on(window, "pagehide", () => {
  if (!now) return;
  release(now);
  if (now.heard.length) post(now, true);
});
const keepEnd = () => Promise.race([stop(), wait(4000)]); // before the page is left

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
    stop("refused");
  }
  if (mine.over) return release(mine);
  mine.stream.getTracks()[0].onended = finish;
  const node = new AudioWorkletNode(context, "recorder");
  node.port.onmessage = ({ data }) => hear(mine, data);
  context.createMediaStreamSource(mine.stream).connect(node).connect(context.destination);
  button.ariaPressed = true;
  tell("voice-status", "on");
}

function hear(mine, samples) {
  if (mine.over) return;
  mine.heard.push(...samples);
  const seconds = 2 * mine.number + Math.floor(mine.heard.length / RATE);
  get("loud").value = Math.max(...samples) / 32_767;
  get("clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (mine.heard.length === PART) cut(mine);
  if (seconds >= 180) finish();
}

// From the first part on, the page carries the recording as it carries words.
function cut(mine) {
  if (!mine.heard.length) return;
  Object.assign(get("attached"), { disabled: false, value: mine.id });
  mine.sent = post(mine);
  mine.number += 1;
  mine.heard = [];
}

async function post({ id, number, heard, sent }, keepalive) {
  if (!keepalive && !(await sent)) return false;
  const headers = { "X-Page": form.elements.here.value };
  const answer = await send(`/m/${id}/${number}`, Int16Array.from(heard), { headers, keepalive });
  if (!answer?.ok) stop();
  return answer?.ok;
}

const stop = (said = "lost") => now && (now.over ??= end(now, said));

async function end(mine, said) {
  release(mine);
  cut(mine);
  const fine = (await mine.sent) && mine.number > 0;
  now = null;
  unfinished.delete(keepEnd);
  button.ariaPressed = false;
  tell("voice-status", fine ? "" : said);
  return fine;
}

// The page comes anew, with the recording on it.
async function finish() {
  const { id } = now;
  if (!(await stop())) return;
  form.action = `/m/${id}/end`;
  form.submit();
}

function release({ stream, context }) {
  stream?.getTracks().forEach((track) => track.stop());
  if (context.state !== "closed") context.close();
}
