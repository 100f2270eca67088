// In the sound thread: what the microphone hears, as 16-bit samples, 16,000 a second.
registerProcessor("recorder", class extends AudioWorkletProcessor {
  part = [];
  sum = 0;
  count = 0;
  due = 0;

  process([[heard = []]]) {
    for (const one of heard) {
      this.sum += one;
      this.count += 1;
      this.due += 16_000 / sampleRate;
      if (this.due < 1) continue;
      const mean = Math.max(-1, Math.min(1, this.sum / this.count)) * 32_767;
      for (; this.due >= 1; this.due -= 1) this.part.push(mean);
      this.sum = this.count = 0;
    }
    if (this.part.length >= 800) this.port.postMessage(Int16Array.from(this.part.splice(0, 800)));
    return true;
  }
});
