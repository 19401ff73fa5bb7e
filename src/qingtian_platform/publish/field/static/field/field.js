// Forms of the field: kept on the phone until the platform has them; the way of a patrol; photos with a place.
// Without scripts the forms are plain ones.
"use strict";
(() => {
  const list = document.querySelector("[data-kept-list]");
  if (!list) return;
  document.documentElement.classList.add("scripted");
  const who = list.dataset.who;
  const EVERY = 30_000;

  // ---- what is kept: one store, one form a row -------------------------------------------------
  const store = () =>
    new Promise((give, fail) => {
      const asked = indexedDB.open("field", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("kept", { keyPath: "id" });
      asked.onsuccess = () => give(asked.result);
      asked.onerror = () => fail(asked.error);
    });
  const within = async (mode, act) => {
    const base = await store();
    return new Promise((give, fail) => {
      const turn = base.transaction("kept", mode);
      const asked = act(turn.objectStore("kept"));
      turn.oncomplete = () => {
        base.close();
        give(asked.result);
      };
      turn.onerror = turn.onabort = () => fail(turn.error);
    });
  };
  const all = () => within("readonly", (rows) => rows.getAll());
  const put = (row) => within("readwrite", (rows) => rows.put(row));
  const drop = (id) => within("readwrite", (rows) => rows.delete(id));

  // ---- show it ---------------------------------------------------------------------------------
  const say = (why) => {
    for (const each of list.querySelectorAll("[data-why]")) each.hidden = each.dataset.why !== why;
  };
  const show = async () => {
    const rows = await all();
    const place = list.querySelector("ul");
    list.hidden = rows.length === 0;
    list.querySelector("[data-kept-count]").textContent = rows.length;
    place.replaceChildren(
      ...rows.map((row) => {
        const item = list.querySelector("template").content.cloneNode(true).firstElementChild;
        item.querySelector("[data-label]").textContent = row.label;
        item.querySelector("[data-at]").textContent = new Date(row.at).toLocaleString();
        const problem = item.querySelector("[data-problem]");
        problem.hidden = !row.problem;
        problem.textContent = row.problem || "";
        const open = item.querySelector("[data-open]");
        open.hidden = !row.problem || row.untaken || row.who !== who;
        open.href = `${row.action}?kept=${row.id}`;
        const away = item.querySelector("[data-away]");
        away.addEventListener("click", () => {
          if (window.confirm(away.dataset.sure)) drop(row.id).then(show);
        });
        return item;
      }),
    );
    return rows;
  };

  // ---- send it ---------------------------------------------------------------------------------
  const door = async () => {
    const came = await fetch(list.dataset.token, { credentials: "same-origin", redirect: "manual" });
    return came.ok ? came.json() : null;
  };
  const body = (row, token) => {
    const form = new FormData();
    for (const [name, value] of row.fields) {
      if (name === "csrfmiddlewaretoken") continue;
      if (value instanceof Blob) form.append(name, value, value.name || "photo.jpg");
      else form.append(name, value);
    }
    form.append("csrfmiddlewaretoken", token);
    return form;
  };
  const post = async (row, token) => {
    const came = await fetch(row.action, {
      method: "POST",
      body: body(row, token),
      credentials: "same-origin",
      redirect: "manual",
      headers: { "X-Field": "1" },
    });
    if ((came.headers.get("Content-Type") || "").includes("json")) return came.json();
    // A page that refuses, as of a matter that is another's now, must not hold up what is kept behind it.
    if (came.status >= 400 && came.status <= 500) return { done: false, problem: list.dataset.untaken, untaken: true };
    throw new Error(`answer ${came.status}`);
  };
  let sending = null;
  // Everything that is kept, the oldest first; gives the answer to the form that is asked for.
  const send = (asked = "") => {
    sending = (sending || Promise.resolve()).catch(() => null).then(() => sendAll(asked));
    return sending;
  };
  const sendAll = async (asked) => {
    const rows = await all();
    if (!rows.length) return show().then(() => null);
    let answer = null;
    try {
      const me = await door();
      say(me ? "" : "door");
      for (const row of me ? rows.sort((a, b) => a.at - b.at) : []) {
        if (row.who !== me.who) {
          say("other");
          continue;
        }
        const found = await post(row, me.token);
        if (found.done) await drop(row.id);
        else await put({ ...row, problem: found.problem, untaken: Boolean(found.untaken) });
        if (row.id === asked) answer = found;
      }
    } catch (problem) {
      say("off");
    }
    await show();
    return answer;
  };

  // ---- forms -----------------------------------------------------------------------------------
  const drawn = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join("");
  const form = document.querySelector("form[data-keep]");
  const draft = `field-draft:${who}:${location.pathname}`;
  const typed = () => {
    const words = {};
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "csrfmiddlewaretoken") words[name] = value;
    }
    return words;
  };
  const remember = () => {
    try {
      localStorage.setItem(draft, JSON.stringify(typed()));
    } catch (problem) {
      /* a phone without room still sends */
    }
  };
  const fill = (name, value) => {
    if (name === "csrfmiddlewaretoken") return;
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
      else if (field.type !== "file") field.value = value;
    }
  };
  const recall = () => {
    let words = {};
    try {
      words = JSON.parse(localStorage.getItem(draft) || "{}");
    } catch (problem) {
      words = {};
    }
    for (const [name, value] of Object.entries(words)) fill(name, value);
  };
  const now = () => {
    const at = new Date(Date.now() + 8 * 3_600_000); // Beijing has one offset all year
    return at.toISOString().slice(0, 16);
  };

  // A kept form that was refused is filled in again, with its photos and its key.
  const refill = async () => {
    const id = new URLSearchParams(location.search).get("kept");
    const row = id && (await all()).find((each) => each.id === id && each.who === who);
    if (!row) return;
    const files = new DataTransfer();
    for (const [name, value] of row.fields) {
      if (value instanceof Blob) files.items.add(value);
      else fill(name, value);
    }
    if (files.items.length && form.elements.photos) form.elements.photos.files = files.files;
  };

  if (form) {
    recall();
    refill();
    if (!form.elements.key.value) form.elements.key.value = drawn();
    form.addEventListener("input", remember);
    const first = form.querySelector("[data-now]");
    if (first && !first.value) first.value = now();
    for (const each of form.querySelectorAll("[data-set]")) {
      each.hidden = false;
      each.addEventListener("click", () => {
        form.elements[each.dataset.set].value = now();
        remember();
      });
    }
    places();
    way();
    photos();
    form.addEventListener("submit", submit);
  }

  async function submit(event) {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    const problem = document.querySelector("main > p[data-problem]");
    const key = form.elements.key.value;
    const fields = Array.from(new FormData(form)).filter(([, value]) => typeof value === "string" || value.size);
    button.disabled = true;
    problem.hidden = true;
    await put({ id: key, who, action: location.pathname, label: form.dataset.keep, at: Date.now(), fields });
    const answer = await send(key);
    button.disabled = false;
    if (answer && answer.done) {
      localStorage.removeItem(draft);
      location.assign(answer.to);
    } else if (answer) {
      await drop(key); // the form is still here to be mended; it goes out again under the same key
      await show();
      problem.textContent = answer.problem;
      problem.hidden = false;
      problem.scrollIntoView({ block: "center" });
    } else {
      localStorage.removeItem(draft);
      form.reset();
      form.elements.key.value = drawn();
      list.scrollIntoView();
    }
  }

  function places() {
    const said = form.querySelector("[data-said]");
    const here = form.querySelector("[data-here]");
    if (!said || !here || !navigator.geolocation) return;
    const tell = () => {
      const { lon, lat } = form.elements;
      said.textContent = lon.value ? `${lon.value}, ${lat.value}` : said.dataset.none;
    };
    here.hidden = false;
    here.addEventListener("click", () => take(tell, () => (said.textContent = said.dataset.refused)));
    tell();
  }
  function take(then, not = () => {}) {
    if (!navigator.geolocation || !form.elements.lon) return;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lon.value = coords.longitude.toFixed(6);
        form.elements.lat.value = coords.latitude.toFixed(6);
        remember();
        then();
      },
      not,
      { enableHighAccuracy: true, timeout: 20_000 },
    );
  }
  function photos() {
    const chosen = form.elements.photos;
    if (!chosen) return;
    chosen.addEventListener("change", () => {
      form.querySelector("[data-photos]").textContent = Array.from(chosen.files, (each) => each.name).join(", ");
      const { taken, lon } = form.elements;
      if (taken && chosen.files.length) taken.value = new Date(chosen.files[0].lastModified).toISOString();
      if (lon && !lon.value) take(() => form.querySelector("[data-said]") && places());
    });
  }
  function way() {
    const box = form.querySelector("[data-track]");
    if (!box || !navigator.geolocation) return;
    const [start, stop, told] = ["[data-start]", "[data-stop]", "[data-points]"].map((each) => box.querySelector(each));
    const points = JSON.parse(form.elements.track.value || "[]");
    let watch = null;
    const tell = () => {
      told.textContent = points.length ? `${points.length} ${told.dataset.one}` : "";
    };
    const go = () => {
      start.hidden = true;
      stop.hidden = false;
      watch = navigator.geolocation.watchPosition(
        ({ coords }) => {
          points.push([Number(coords.longitude.toFixed(5)), Number(coords.latitude.toFixed(5))]);
          form.elements.track.value = JSON.stringify(points.slice(-5000));
          form.elements.lon.value = coords.longitude.toFixed(6);
          form.elements.lat.value = coords.latitude.toFixed(6);
          remember();
          tell();
        },
        () => (told.textContent = told.dataset.refused),
        { enableHighAccuracy: true },
      );
    };
    box.hidden = false;
    start.addEventListener("click", () => {
      form.elements.begin.value = now();
      remember();
      go();
    });
    stop.addEventListener("click", () => {
      form.elements.end.value = now();
      if (watch !== null) navigator.geolocation.clearWatch(watch);
      stop.hidden = true;
      start.hidden = false;
      remember();
    });
    if (form.elements.begin.value && !form.elements.end.value) go();
    tell();
  }

  // ---- another person on this phone: pages of the one before are forgotten ----------------------
  const forget = () => navigator.serviceWorker && navigator.serviceWorker.controller?.postMessage("forget");
  if (who && localStorage.getItem("field-who") !== who) {
    forget();
    localStorage.setItem("field-who", who);
  }
  document.querySelector("[data-out]")?.addEventListener("submit", forget);

  // ---- always ----------------------------------------------------------------------------------
  list.querySelector("[data-send]").addEventListener("click", () => send());
  window.addEventListener("online", () => send());
  setInterval(() => navigator.onLine && send(), EVERY);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(list.dataset.worker).catch(() => {});
  send();
})();
