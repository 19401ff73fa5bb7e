// Checks proof files (spec/proof.md) in the reader's own browser: nothing is sent anywhere.
// The same source serves the page and the single file that opens from disk.
"use strict";

(() => {
  const WORDS = {
    zh: {
      verified: "已核验：这些字节在当时已经收到，此后未被改动。",
      refused: "未通过核验：文件被改动过，或不是这个日志的证明。",
      missing: "请先填入日志的公钥，再放入证明文件。公钥应从别处取得，而不是从本站。",
      unable: "此浏览器不能核验签名。请用较新的浏览器，或用命令 qingtian verify。",
      read: "文件格式正确：日志第{index}条，检查点共{size}条",
      signature: "日志{name}的签名相符",
      origin: "检查点属于日志{name}",
      inclusion: "条目沿{count}个哈希到达签名的根{root}",
      frame: "封存帧沿{count}个哈希到达第{batch}批的根",
      sealed: "封存帧格式正确，收到时间{time}（北京时间），来自网络{network}",
      act: "这是一条由人签署的行为：{schema}，签署时间{time}（北京时间），密钥{by}",
      signer: "本人的签名未在此核验：登记密钥的条目在同一日志中，用命令 qingtian verify 连同该条目的证明，或核验整个日志",
      witness: "见证方{name}于{time}（北京时间）共同签名",
      alone: "没有您所知的见证方共同签名：只有日志运营者自己的话",
      failed: "不成立：",
      mistyped: "公钥不完整或有误：请从来源处整段复制。关于文件，这里什么也没有说明。",
      whyForm: "文件不是规定的格式（{detail}）：在传送中损坏、被改动，或属于另一版本",
      whyInclusion: "条目到不了签名的根：条目、它的位置或路径被改动过",
      whyFrame: "封存帧到不了所在批次的根：帧的内容、位置或路径被改动过",
      whySignature: "没有{detail}的签名，或签名与内容不符：检查点被改动过，或由另一把密钥签署",
      whyOrigin: "检查点属于另一个日志：{detail}",
      whyQuorum: "共同签名的见证方太少：{detail}",
      says: "封存的内容（密码与校验码已遮盖）",
      entry: "日志中的条目，原样",
      limit: "证明只说明收到的时间和此后未被改动；不说明仪器测得对，也不说明没有别的数据。",
    },
    en: {
      verified: "Verified: these bytes had been received by then and are unchanged since.",
      refused: "Not verified: the file was changed, or is no proof of this log.",
      missing: "Give the log's key first, then the proof file. The key should come from elsewhere, not from this site.",
      unable: "This browser cannot check signatures. Use a newer one, or the command qingtian verify.",
      read: "The file is well formed: entry {index} of the log, a checkpoint of {size} entries",
      signature: "The signature of the log {name} fits",
      origin: "The checkpoint is of the log {name}",
      inclusion: "The entry leads over {count} hashes to the signed root {root}",
      frame: "The sealed frame leads over {count} hashes to the root of batch {batch}",
      sealed: "The sealed frame is well formed, received {time} (Beijing time) from the network {network}",
      act: "This is an act that a person signed: {schema}, signed {time} (Beijing time) with the key {by}",
      signer: "The person's own signature is not checked here: the entry that appoints the key is in the same log; use qingtian verify with its proof beside, or check the whole log",
      witness: "The witness {name} cosigned at {time} (Beijing time)",
      alone: "No witness that you know has cosigned: only the operator's own word stands behind it",
      failed: "Does not hold: ",
      mistyped: "This is no whole key: copy it again from where you have it. Nothing is said about the file.",
      whyForm: "The file is not of the form that is specified ({detail}): damaged on the way, changed, or of another version",
      whyInclusion: "The entry does not lead to the signed root: it, its place or its path was changed",
      whyFrame: "The sealed frame does not lead to the root of its batch: its text, its place or its path was changed",
      whySignature: "The signature of {detail} is missing or does not fit: the checkpoint was changed, or signed with another key",
      whyOrigin: "The checkpoint is of another log: {detail}",
      whyQuorum: "Too few witnesses have cosigned: {detail}",
      says: "What was sealed (password and checksum masked)",
      entry: "The entry of the log, as it stands there",
      limit: "A proof says when the bytes were received and that they are unchanged since. It does not say that the instrument was right, or that nothing else was received.",
    },
  };
  const INNER = "qingtian.proof/1";
  const HEAD = "c2sp.org/tlog-proof@v1";
  const ED25519 = 1;
  const COSIGNATURE = 4;
  const FRAME = /^qingtian\.frame\/1\nreceived (0|[1-9][0-9]{0,15})\nnetwork ([0-9a-f.:/]{1,48}|-)\nform ([a-z][a-z0-9]{0,15})\nreading (sent|decrypted)\ncommitment ([0-9a-f]{64})\n\n/;
  const ACT_KEYS = "at,body,by,log,schema,signature";
  const BYTE = "(?:0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
  const GROUP = "(?:0|[1-9a-f][0-9a-f]{0,3})";
  const NETWORK = new RegExp(`^(?:-|(?:${BYTE}[.]){3}0/24|(?:(?:${GROUP}:){0,2}[1-9a-f][0-9a-f]{0,3})?::/48)$`);
  const RECORD_KEYS = "decrypted,first,frames,last,number,previous,receipt,root,schema,source";

  // A proof that does not hold, and a key that the reader did not copy whole.
  class Refused extends Error {
    constructor(detail, why = "Form") { super(detail); this.why = why; }
  }
  class Slip extends Error {}

  const need = (holds, detail, why) => { if (!holds) throw new Refused(detail, why); };
  const utf8 = (text) => new TextEncoder().encode(text);
  const latin = (bytes) => Array.from(bytes, (one) => String.fromCharCode(one)).join("");
  const strict = (bytes) => {
    try { return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes); } catch { throw new Refused("UTF-8"); }
  };
  const hex = (bytes) => Array.from(bytes, (one) => one.toString(16).padStart(2, "0")).join("");
  const same = (a, b) => a.length === b.length && a.every((one, at) => one === b[at]);
  const joined = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    parts.reduce((at, part) => { whole.set(part, at); return at + part.length; }, 0);
    return whole;
  };
  const base64 = (text) => {
    let raw;
    try { raw = atob(text); } catch { throw new Refused("base64"); }
    need(btoa(raw) === text, "base64");
    return Uint8Array.from(raw, (one) => one.charCodeAt(0));
  };
  const number = (text) => {
    need(/^(0|[1-9][0-9]{0,15})$/.test(text), `number ${text}`);
    const found = Number(text);
    need(Number.isSafeInteger(found), `number ${text}`);
    return found;
  };
  const after = (word, line) => {
    need(typeof line === "string" && line.startsWith(`${word} `), `line ${word}`);
    return line.slice(word.length + 1);
  };
  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const leafHash = (bytes) => sha256(joined(Uint8Array.of(0), bytes));
  const nodeHash = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

  // RFC 6962, 2.1.1; division instead of shifts, since places go beyond 32 bits.
  async function leads(leaf, index, size, path, root, why) {
    need(index < size, "", why);
    let [at, last, running] = [index, size - 1, leaf];
    for (const sibling of path) {
      need(last > 0, "", why);
      if (at % 2 === 1 || at === last) {
        running = await nodeHash(sibling, running);
        while (at > 0 && at % 2 === 0) [at, last] = [at / 2, Math.floor(last / 2)];
      } else {
        running = await nodeHash(running, sibling);
      }
      [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    }
    need(last === 0 && same(running, root), "", why);
  }

  async function keyOf(text) {
    const [name, id, ...rest] = text.trim().split("+");
    let blob;
    try { blob = base64(rest.join("+")); } catch { throw new Slip(name); }
    const computed = (await sha256(joined(utf8(`${name}\n`), blob))).slice(0, 4);
    const whole = blob.length === 33 && (blob[0] === ED25519 || blob[0] === COSIGNATURE) && hex(computed) === id;
    if (!whole) throw new Slip(name);
    return { name, kind: blob[0], id: computed, raw: blob.slice(1) };
  }

  function noteOf(bytes) {
    const whole = strict(bytes);
    need(!/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/.test(whole), "control character");
    const cut = whole.lastIndexOf("\n\n");
    need(cut > 0 && whole.endsWith("\n"), "signed note");
    const lines = whole.slice(cut + 2, -1).split("\n");
    need(lines.length >= 1 && lines.length <= 64, "signatures");
    const signatures = lines.map((line) => {
      const found = /^— ([^\s+]{1,255}) ([A-Za-z0-9+/]+={0,2})$/.exec(line);
      need(found, "signature line");
      const blob = base64(found[2]);
      need(blob.length >= 5, "signature");
      return { name: found[1], id: blob.slice(0, 4), value: blob.slice(4) };
    });
    return { text: whole.slice(0, cut + 1), signatures };
  }

  async function fits(key, text, signature) {
    let [message, value] = [utf8(text), signature.value];
    if (key.kind === COSIGNATURE) {
      const time = new DataView(value.buffer, value.byteOffset, 8).getBigUint64(0);
      message = utf8(`cosignature/v1\ntime ${time}\n${text}`);
      value = value.slice(8);
      signature.time = Number(time);
    }
    const known = await crypto.subtle.importKey("raw", key.raw, "Ed25519", false, ["verify"]);
    return value.length === 64 && crypto.subtle.verify("Ed25519", known, value, message);
  }

  async function signedBy(note, keys) {
    const found = [];
    for (const signature of note.signatures) {
      const key = keys.find((one) => one.name === signature.name && same(one.id, signature.id));
      if (key) {
        need(await fits(key, note.text, signature), key.name, "Signature");
        found.push({ key, time: signature.time });
      }
    }
    return found;
  }

  function hashes(lines) {
    const found = lines.map(base64);
    need(found.length <= 63 && found.every((one) => one.length === 32), "hashes");
    return found;
  }

  function innerOf(bytes) {
    const lines = strict(bytes).split("\n");
    need(lines[0] === INNER && lines.at(-1) === "", "extra");
    const entry = base64(after("entry", lines[1]));
    const rest = lines.slice(2, -1);
    if (!rest.length) return { entry, frame: null };
    need(rest.length >= 2, "sealed");
    const sealed = base64(after("sealed", rest.at(-1)));
    return { entry, frame: { index: number(after("frame", rest[0])), path: hashes(rest.slice(1, -1)), sealed } };
  }

  function proofOf(bytes) {
    need(bytes.length <= 1 << 20, "size");
    const text = latin(bytes);
    const cut = text.indexOf("\n\n");
    need(cut > 0, "blank line");
    const lines = text.slice(0, cut).split("\n");
    need(lines[0] === HEAD && lines.length >= 3, HEAD);
    const inner = innerOf(base64(after("extra", lines[1])));
    return { ...inner, index: number(after("index", lines[2])), path: hashes(lines.slice(3)), note: noteOf(bytes.slice(cut + 2)) };
  }

  function batchOf(entry) {
    const text = latin(entry);
    let found;
    try { found = JSON.parse(text); } catch { throw new Refused("batch record"); }
    need(found instanceof Object && Object.keys(found).sort().join() === RECORD_KEYS, "batch record");
    const canonical = `{${Object.keys(found).sort().map((key) => `${JSON.stringify(key)}:${JSON.stringify(found[key])}`).join()}}`;
    need(canonical === text && found.schema === "qingtian.batch/1" && entry.length <= 1023, "batch record");
    const counts = [found.decrypted, found.first, found.frames, found.last, found.number, found.receipt];
    need(counts.every((one) => Number.isSafeInteger(one) && one >= 0), "batch record");
    need(found.frames >= 1 && found.frames <= 65536 && found.decrypted <= found.frames && found.first <= found.last, "batch record");
    need([found.root, found.previous].every((one) => typeof one === "string" && /^[0-9a-f]{64}$/.test(one)), "batch record");
    need(typeof found.source === "string" && /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}$/.test(found.source), "batch record");
    return { ...found, top: Uint8Array.from(found.root.match(/../g), (two) => parseInt(two, 16)) };
  }

  // RFC 8785 for what an act holds (spec/acts.md): texts, integers, true, false, null, lists, objects.
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
    if (typeof value === "number") need(Number.isSafeInteger(value) && value >= 0, "act");
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`;
  };

  // Gives the act that an entry is; null where it is an entry of another kind.
  function actOf(entry, origin) {
    const text = strict(entry);
    let found;
    try { found = JSON.parse(text); } catch { return null; }
    if (found === null || typeof found !== "object" || Object.keys(found).sort().join() !== ACT_KEYS) return null;
    need(canonical(found) === text && entry.length <= 4096, "act");
    need(found.log === origin && /^qingtian\.[a-z]+\/1$/.test(found.schema) && /^[0-9a-f]{64}$/.test(found.by), "act");
    need(Number.isSafeInteger(found.at) && base64(found.signature).length === 64, "act");
    return found;
  }

  const beijing = (seconds) =>
    `${new Date((seconds + 8 * 3600) * 1000).toISOString().slice(0, 19).replace("T", " ")}`;

  // Gives the steps that were taken; throws Refused at the first that does not hold.
  async function check(bytes, logKey, witnessKeys, needed, told) {
    const proof = proofOf(bytes);
    const lines = proof.note.text.split("\n");
    need(lines.length >= 4 && lines.slice(0, -1).every(Boolean), "checkpoint");
    const [origin, size, root] = [lines[0], number(lines[1]), base64(lines[2])];
    told("read", { index: proof.index, size });
    const log = await keyOf(logKey);
    need(origin === log.name, origin, "Origin");
    told("origin", { name: origin });
    need((await signedBy(proof.note, [log])).length > 0, log.name, "Signature");
    told("signature", { name: log.name });
    await leads(await leafHash(proof.entry), proof.index, size, proof.path, root, "Inclusion");
    told("inclusion", { count: proof.path.length, root: hex(root) });
    if (proof.frame) await checkFrame(proof, told);
    const act = proof.frame ? null : actOf(proof.entry, origin);
    if (act) {
      told("act", { schema: act.schema, time: beijing(act.at / 1e6), by: act.by });
      told("signer", {});
    }
    const known = await Promise.all(witnessKeys.map(keyOf));
    const signed = await signedBy(proof.note, known);
    for (const one of signed) told("witness", { name: one.key.name, time: beijing(one.time) });
    if (!signed.length) told("alone", {});
    const witnesses = new Set(signed.map((one) => one.key.name)).size;
    need(witnesses >= needed, `${witnesses} < ${needed}`, "Quorum");
    if (proof.frame) return { title: "says", body: strictText(proof.frame.sealed) };
    return { title: "entry", body: strict(proof.entry) };
  }

  async function checkFrame(proof, told) {
    const batch = batchOf(proof.entry);
    const { index, path, sealed } = proof.frame;
    await leads(await leafHash(sealed), index, batch.frames, path, batch.top, "Frame");
    told("frame", { count: path.length, batch: batch.number });
    const head = FRAME.exec(latin(sealed));
    need(head && NETWORK.test(head[2]) && Number.isSafeInteger(Number(head[1])), "sealed frame");
    need(sealed.length - head[0].length <= 65279, "sealed frame");
    told("sealed", { time: beijing(Number(head[1]) / 1e6), network: head[2] });
  }

  const strictText = (sealed) => {
    const begin = latin(sealed).indexOf("\n\n") + 2;
    return new TextDecoder("utf-8").decode(sealed.slice(begin));
  };

  // The page

  const say = (key, values = {}) => {
    const words = WORDS[document.documentElement.lang.startsWith("zh") ? "zh" : "en"];
    return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key]);
  };
  const lines = (text) => text.split("\n").map((one) => one.trim()).filter(Boolean);

  async function shown(form, bytes, name) {
    const [out, key] = [form.querySelector("[data-result]"), form.elements.vkey.value.trim()];
    out.replaceChildren();
    const steps = document.createElement("ol");
    const told = (step, values) => {
      const line = document.createElement("li");
      line.textContent = say(step, values);
      line.className = ["alone", "signer"].includes(step) ? "soon" : "held";
      steps.append(line);
    };
    let found = null;
    let state = "missing";
    try {
      if (key) {
        found = await check(bytes, key, lines(form.elements.witnesses.value), Number(form.elements.quorum.value || 0), told);
        state = "verified";
      }
    } catch (error) {
      state = error instanceof Refused ? "refused" : error instanceof Slip ? "mistyped" : "unable";
      const line = document.createElement("li");
      const why = error instanceof Refused ? say(`why${error.why}`, { detail: error.message }) : error.message;
      line.textContent = `${say("failed")}${why || state}`;
      line.className = "broken";
      if (state !== "mistyped") steps.append(line);
    }
    report(out, state, name, steps, found);
  }

  function report(out, state, name, steps, found) {
    out.dataset.result = state;
    const head = document.createElement("p");
    head.className = `verdict ${state}`;
    head.setAttribute("role", "status");
    head.textContent = `${state === "verified" ? "✓" : "✗"} ${say(state)}`;
    const file = document.createElement("p");
    file.className = "file";
    file.textContent = name;
    out.append(head, file, steps);
    if (state === "verified") {
      const [title, body, limit] = ["h3", "pre", "p"].map((tag) => document.createElement(tag));
      title.textContent = say(found.title);
      body.textContent = found.body;
      limit.className = "limit";
      limit.textContent = say("limit");
      out.append(title, body, limit);
    }
  }

  function begin() {
    const form = document.querySelector("form[data-verify]");
    if (!form) return;
    let last = null;
    const take = async (file) => {
      last = { bytes: new Uint8Array(await file.arrayBuffer()), name: file.name };
      await shown(form, last.bytes, last.name);
    };
    const zone = form.querySelector("[data-drop]");
    form.elements.proof.addEventListener("change", (event) => event.target.files[0] && take(event.target.files[0]));
    for (const kind of ["dragover", "dragleave", "drop"]) {
      zone.addEventListener(kind, (event) => {
        event.preventDefault();
        zone.classList.toggle("over", kind === "dragover");
        if (kind === "drop" && event.dataTransfer.files[0]) take(event.dataTransfer.files[0]);
      });
    }
    form.addEventListener("submit", (event) => event.preventDefault());
    for (const name of ["vkey", "witnesses", "quorum"]) {
      form.elements[name].addEventListener("change", () => last && shown(form, last.bytes, last.name));
    }
    for (const link of document.querySelectorAll("[data-language]")) {
      link.addEventListener("click", () => {
        document.documentElement.lang = link.dataset.language;
        if (last) shown(form, last.bytes, last.name);
      });
    }
  }

  globalThis.qingtianVerify = check;
  if (globalThis.document) document.addEventListener("DOMContentLoaded", begin);
})();
