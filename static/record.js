// Say it with my voice. Two seconds at a time go into the book, so that little is ever lost.
const get = (id) => document.getElementById(id);
const form = get("page");
const button = get("record");
const word = button.querySelector(".word");
const status = get("voice-status");
const RATE = 16_000; // samples a second
const PART = 2 * RATE;
let now = null; // the recording under way

if (navigator.mediaDevices && window.AudioWorkletNode) {
  button.hidden = false;
  get("no-record").hidden = true;
  button.addEventListener("click", () => (now ? stop() : start()));
}

// A way off the page takes the end of the recording along.
form.addEventListener("submit", async (event) => {
  if (!now) return;
  event.preventDefault();
  await Promise.race([stop(), new Promise((done) => { setTimeout(done, 4000); })]);
  now = null;
  delete form.dataset.sent; // for page.js: no second tap
  form.requestSubmit(event.submitter);
});
addEventListener("pagehide", () => {
  if (!now) return;
  release(now);
  if (now.fill) post(now, now.number, now.part.subarray(0, now.fill), true);
});

async function start() {
  document.querySelector(".listen[aria-pressed=true]")?.click();
  for (const audio of document.querySelectorAll("audio")) audio.pause();
  const mine = { id: crypto.randomUUID().replaceAll("-", ""), number: 0, total: 0, fill: 0, part: new Int16Array(PART), sent: true };
  now = mine;
  mine.context = new AudioContext(); // inside the tap: an iPad lets no later one run
  try {
    mine.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    await mine.context.audioWorklet.addModule(button.dataset.worklet);
  } catch {
    return end(mine, "refused");
  }
  if (now !== mine || mine.over) return release(mine);
  mine.stream.getTracks()[0].onended = stop;
  const node = new AudioWorkletNode(mine.context, "recorder");
  node.port.onmessage = ({ data }) => hear(mine, data);
  mine.context.createMediaStreamSource(mine.stream).connect(node).connect(mine.context.destination);
  get("recording").hidden = false;
  mine.word = word.textContent;
  word.textContent = document.body.dataset.stop;
  tell("on");
}

function hear(mine, samples) {
  if (mine.over) return;
  mine.part.set(samples, mine.fill);
  mine.fill += samples.length;
  mine.total += samples.length;
  get("loud").value = Math.max(...samples) / 32_767;
  const seconds = Math.floor(mine.total / RATE);
  get("clock").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (mine.fill === PART) cut(mine);
  if (seconds >= 180) stop();
}

function cut(mine) {
  const { number, part, fill, sent } = mine;
  if (!fill) return;
  if (!number) place(mine);
  Object.assign(mine, { number: number + 1, part: new Int16Array(PART), fill: 0 });
  mine.sent = (async () => {
    const fine = (await sent) && (await post(mine, number, part.subarray(0, fill)));
    if (!fine) stop();
    else if (mine.old) mine.old.remove();
    mine.kept ||= fine;
    return fine;
  })();
}

async function post({ id }, what, body, keepalive = false) {
  const headers = { "X-CSRFToken": form.elements.csrf_token.value, "X-Page": form.elements.here.value };
  const answer = await fetch(`/m/${id}/${what}`, { method: "POST", body, headers, keepalive, redirect: "manual" }).catch(() => null);
  return Boolean(answer?.ok);
}

// The page carries the recording from its first part on, as it carries words.
function place(mine) {
  mine.old = document.querySelector("figure:has(audio)");
  mine.figure = get("heard").content.cloneNode(true).firstChild;
  const [audio, away] = mine.figure.children;
  audio.src = `/m/${mine.id}`;
  away.formAction = `${audio.src}/away`;
  mine.figure.append(Object.assign(document.createElement("input"), { type: "hidden", name: "attached", value: mine.id }));
  mine.figure.hidden = true;
  get("voice").prepend(mine.figure);
}

function stop() {
  if (now) now.over ??= end(now, "lost");
  return now?.over;
}

async function end(mine, said) {
  release(mine);
  cut(mine);
  const fine = (await mine.sent) && mine.kept && (await post(mine, "end"));
  now = null;
  get("recording").hidden = true;
  if (mine.kept) mine.figure.hidden = false;
  else mine.figure?.remove();
  if (mine.word) word.textContent = mine.kept ? button.dataset.again : mine.word;
  tell(fine ? "off" : said);
}

function release({ stream, context }) {
  stream?.getTracks().forEach((track) => track.stop());
  if (context.state !== "closed") context.close();
}

function tell(say) {
  status.textContent = status.dataset[say];
  status.className = "told";
}
