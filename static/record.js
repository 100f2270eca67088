// Say it with my voice. What is heard goes into the book every two seconds, so that little is ever lost.
const get = (id) => document.getElementById(id);
const form = get("page");
const button = get("record");
const status = get("voice-status");
const RATE = 16_000; // samples a second
const PART = 2 * RATE;
const LONGEST = 180 * RATE;
let now = null; // the recording that is under way

if (button && navigator.mediaDevices && window.AudioWorkletNode) {
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
  delete form.dataset.sent; // for page.js, this is no second tap
  form.requestSubmit(event.submitter);
});
addEventListener("pagehide", () => {
  if (!now) return;
  release(now);
  if (now.fill) post(now, now.number, now.part.subarray(0, now.fill), true);
});

async function start() {
  document.querySelectorAll("audio").forEach((audio) => audio.pause());
  document.querySelector(".listen[aria-pressed=true], .hear[aria-pressed=true]")?.click();
  const mine = { id: crypto.randomUUID().replaceAll("-", ""), number: 0, kept: 0, total: 0, fill: 0, part: new Int16Array(PART), sending: true };
  now = mine;
  mine.context = new AudioContext(); // inside the tap: later, an iPad would not let it run
  try {
    mine.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    await mine.context.audioWorklet.addModule(button.dataset.worklet);
  } catch {
    release(mine);
    now = null;
    return tell("refused");
  }
  if (now !== mine) return release(mine);
  mine.stream.getTracks()[0].onended = () => now === mine && stop();
  const node = new AudioWorkletNode(mine.context, "recorder");
  node.port.onmessage = ({ data }) => hear(mine, data);
  mine.context.createMediaStreamSource(mine.stream).connect(node).connect(mine.context.destination);
  get("recording").hidden = false;
  mine.word = button.querySelector(".word");
  mine.before = mine.word.textContent;
  mine.word.textContent = document.body.dataset.stop;
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
  if (mine.total >= LONGEST) stop();
}

function cut(mine) {
  const { number, part, fill } = mine;
  if (!fill) return;
  if (!number) place(mine);
  Object.assign(mine, { number: number + 1, part: new Int16Array(PART), fill: 0 });
  mine.sending = Promise.resolve(mine.sending).then(async (fine) => {
    fine &&= await post(mine, number, part.subarray(0, fill));
    if (!fine) {
      if (!mine.over) stop();
      return false;
    }
    mine.kept += 1;
    for (const one of mine.old) one.remove();
    return true;
  });
}

async function post({ id }, what, body, keepalive = false) {
  const headers = { "Content-Type": "application/octet-stream", "X-CSRFToken": form.elements.csrf_token.value, "X-Page": form.elements.here.value };
  for (let tries = 0; tries < 4; tries += 1) {
    const answer = await fetch(`/m/${id}/${what}`, { method: "POST", body, headers, keepalive, redirect: "manual" }).catch(() => null);
    if (answer) return answer.ok;
    await new Promise((done) => { setTimeout(done, 500); });
  }
  return false;
}

// The page carries the recording from its first part on, as it carries words.
function place(mine) {
  mine.old = [...document.querySelectorAll("figure:has(audio)")];
  mine.figure = get("heard").content.cloneNode(true).firstChild;
  const [audio, away] = mine.figure.children;
  audio.src = `/m/${mine.id}`;
  away.formAction = `/m/${mine.id}/away`;
  mine.figure.append(Object.assign(document.createElement("input"), { type: "hidden", name: "attached", value: mine.id }));
  mine.figure.hidden = true;
  get("voice").prepend(mine.figure);
}

function stop() {
  now.over ??= end(now);
  return now.over;
}

async function end(mine) {
  release(mine);
  cut(mine);
  const fine = (await mine.sending) && mine.kept && (await post(mine, "end"));
  now = null;
  get("recording").hidden = true;
  if (!mine.word) return;
  mine.word.textContent = mine.kept ? button.dataset.again : mine.before;
  if (mine.kept) mine.figure.hidden = false;
  else mine.figure?.remove();
  tell(fine ? "off" : "lost");
}

function release({ stream, context }) {
  stream?.getTracks().forEach((track) => track.stop());
  if (context.state !== "closed") context.close();
}

function tell(say) {
  status.textContent = status.dataset[say];
  status.className = "told";
}
