// Signs acts with a key that this browser made and that cannot leave it.
"use strict";
(() => {
  const subtle = window.crypto && window.crypto.subtle;
  const text = new TextEncoder();
  const hex = (bytes) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");
  const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const sha256 = async (bytes) => hex(await subtle.digest("SHA-256", bytes));

  // RFC 8785, for texts, integers, lists and objects whose keys are ASCII.
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const parts = Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`);
    return `{${parts.join(",")}}`;
  };

  const store = (mode, act) => new Promise((done, failed) => {
    const open = indexedDB.open("qingtian-keys", 1);
    open.onupgradeneeded = () => open.result.createObjectStore("keys");
    open.onerror = () => failed(open.error);
    open.onsuccess = () => {
      const request = act(open.result.transaction("keys", mode).objectStore("keys"));
      request.onsuccess = () => { done(request.result); open.result.close(); };
      request.onerror = () => failed(request.error);
    };
  });
  const held = (name) => store("readonly", (keys) => keys.get(name));
  const keep = (name, pair) => store("readwrite", (keys) => keys.put(pair, name));
  const place = (node) => `${node.dataset.log} ${node.dataset.login}`;

  const post = async (node, body, kind) => {
    const headers = { "X-CSRFToken": node.querySelector("[name=csrfmiddlewaretoken]").value };
    if (kind) headers["Content-Type"] = kind;
    const unsent = document.querySelector("[data-unsent]").dataset.unsent;
    const answer = await fetch(node.action, { method: "POST", headers, body, credentials: "same-origin" }).catch(() => { throw new Error(unsent); });
    const found = await answer.json().catch(() => null); // whoever was signed out gets the page that signs in
    if (!found || !answer.ok) throw new Error(found ? found.error : unsent);
    return found;
  };
  const say = (node, words, late) => {
    const line = node.querySelector("[data-say]");
    line.hidden = false;
    line.textContent = words;
    line.classList.toggle("late", Boolean(late));
  };

  const make = async (form) => {
    const pair = await subtle.generateKey({ name: "Ed25519" }, false, ["sign", "verify"]);
    const raw = await subtle.exportKey("raw", pair.publicKey);
    const words = text.encode(`qingtian.possession/1\n${form.dataset.log}\n${hex(raw)}\n`);
    const body = new URLSearchParams();
    body.set("public", base64(raw));
    body.set("possession", base64(await subtle.sign("Ed25519", pair.privateKey, words)));
    await keep(place(form), { pair, name: await sha256(raw) });
    await post(form, body);
  };

  const salted = async (words) => {
    const salt = crypto.getRandomValues(new Uint8Array(32));
    const bytes = text.encode(words);
    const joined = new Uint8Array(salt.length + bytes.length);
    joined.set(salt);
    joined.set(bytes, salt.length);
    return { hash: await sha256(joined), kept: { salt: hex(salt), text: words } };
  };

  const mine = async (form) => {
    const key = await held(place(form));
    if (!key) throw new Error(form.dataset.none);
    return key;
  };

  // Signs one act with the words of the form, salted anew for each, and hands it in.
  const enter = async (form, key, body) => {
    const words = form.querySelector("[data-words]");
    let kept = null;
    if (words) {
      const found = words.value.trim() ? await salted(words.value.trim()) : null;
      body.words = found ? found.hash : null;
      kept = found ? found.kept : null;
    }
    const act = { at: Date.now() * 1000, body, by: key.name, log: form.dataset.log, schema: form.dataset.schema };
    const signed = text.encode(`qingtian.act/1\n${canonical(act)}`);
    const signature = base64(await subtle.sign("Ed25519", key.pair.privateKey, signed));
    const entry = canonical({ ...act, signature });
    await post(form, JSON.stringify({ entry, words: kept }), "application/json");
  };

  const sign = async (form) => {
    const key = await mine(form);
    const body = JSON.parse(document.getElementById(form.dataset.body).textContent);
    form.querySelectorAll("[data-field]").forEach((field) => { body[field.dataset.field] = field.value.trim(); });
    await enter(form, key, body);
  };

  // Signs one act for each reading that is chosen on the page; each stands alone.
  const signMany = async (form) => {
    const key = await mine(form);
    const asked = new URLSearchParams(new FormData(form));
    document.querySelectorAll("input[data-reading]:checked").forEach((box) => {
      if (!asked.getAll("reading").includes(box.value)) asked.append("reading", box.value);
    });
    if (!asked.has("reading")) throw new Error(form.dataset.empty);
    const { bodies } = await post({ action: form.dataset.bodies, querySelector: (what) => form.querySelector(what) }, asked);
    for (const body of bodies) await enter(form, key, body);
  };

  const run = (form, work) => form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      if (!subtle) throw new Error(form.dataset.insecure);
      await work(form);
      window.location.reload();
    } catch (error) {
      say(form, error.message, true);
      button.disabled = false;
    }
  });

  document.querySelectorAll("form[data-make-key]").forEach((form) => run(form, make));
  document.querySelectorAll("form[data-sign]").forEach((form) => run(form, sign));
  document.querySelectorAll("form[data-sign-many]").forEach((form) => run(form, signMany));
  document.querySelectorAll("[data-here]").forEach(async (node) => {
    const key = subtle && await held(place(node));
    node.querySelectorAll("[data-key]").forEach((row) => { row.hidden = !key || row.dataset.key !== key.name; });
  });
})();
