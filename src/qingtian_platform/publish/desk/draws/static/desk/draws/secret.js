// Makes a party's secret in this browser, keeps it in a file, and commits to it; reads it from that file to reveal.
// Nothing of a secret leaves the browser before it is revealed. The bytes are those of spec/draw.md.
"use strict";
(() => {
  const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  const bytes = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const say = (form, words) => {
    const line = form.querySelector("[data-say]");
    line.textContent = words;
    line.hidden = false;
  };

  async function committed(draw, key, salt, secret) {
    const head = new TextEncoder().encode("qingtian.draw.secret/1\n");
    const parts = [head, bytes(draw), bytes(key), salt, secret];
    const whole = new Uint8Array(parts.reduce((sum, each) => sum + each.length, 0));
    let at = 0;
    for (const each of parts) { whole.set(each, at); at += each.length; }
    return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", whole)));
  }

  async function make(form) {
    if (!window.isSecureContext) { say(form, form.dataset.insecure); return; }
    const { draw, key } = form.dataset;
    const [salt, secret] = [0, 0].map(() => crypto.getRandomValues(new Uint8Array(32)));
    const commitment = await committed(draw, key, salt, secret);
    const kept = { commitment, draw, key, salt: hex(salt), schema: "qingtian.draw-secret/1", secret: hex(secret) };
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(kept, null, 1)], { type: "application/json" }));
    link.download = `secret-${draw.slice(0, 12)}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
    form.elements.commitment.value = commitment;
    say(form, form.dataset.kept);
  }

  async function read(form, file) {
    try {
      const kept = JSON.parse(await file.text());
      if (kept.draw !== form.dataset.draw) { throw new Error("another draw"); }
      form.elements.salt.value = kept.salt;
      form.elements.secret.value = kept.secret;
      say(form, form.dataset.read);
    } catch { say(form, form.dataset.wrong); }
  }

  document.querySelectorAll("form[data-commit]").forEach((form) => {
    form.querySelector("[data-make]").addEventListener("click", () => make(form));
  });
  document.querySelectorAll("form[data-reveal]").forEach((form) => {
    form.querySelector("[data-file]").addEventListener("change", (event) => read(form, event.target.files[0]));
  });
})();
