// In the sound thread: what the microphone hears, as 16-bit samples, brought down to 16,000 a second.
registerProcessor("recorder", class extends AudioWorkletProcessor {
  part = new Int16Array(800);
  fill = 0;
  sum = 0;
  count = 0;
  due = 0;

  process([[heard]]) {
    for (const one of heard ?? []) {
      this.sum += one;
      this.count += 1;
      this.due += 16_000 / sampleRate;
      if (this.due < 1) continue;
      const sample = Math.max(-1, Math.min(1, this.sum / this.count)) * 32_767;
      this.sum = this.count = 0;
      for (; this.due >= 1; this.due -= 1) this.add(sample);
    }
    return true;
  }

  add(sample) {
    this.part[this.fill] = sample;
    this.fill += 1;
    if (this.fill < this.part.length) return;
    this.port.postMessage(this.part.slice());
    this.fill = 0;
  }
});
