// The phone's worker: pages of the field that were open before, and their parts, without a network.
"use strict";
const SHELL = "field-shell-__VERSION__";
const PAGES = "field-pages";
const SCOPE = "__SCOPE__";
const AWAY = "__AWAY__";
const STATIC = "__STATIC__";
const PARTS = "__SHELL__".split(",");

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll([AWAY, ...PARTS]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("field-shell-") && name !== SHELL;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// A part of a page: what is kept first, and what comes is kept.
async function part(request) {
  const kept = await caches.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const came = await fetch(request);
  if (came.ok) (await caches.open(SHELL)).put(request, came.clone());
  return came;
}

// A page: the network first; who was signed out leaves no pages behind.
async function page(request) {
  try {
    const came = await fetch(request);
    const where = new URL(came.url || request.url);
    if (!where.pathname.startsWith(SCOPE)) await caches.delete(PAGES);
    else if (came.ok && came.type !== "opaqueredirect") (await caches.open(PAGES)).put(request, came.clone());
    else if (came.type === "opaqueredirect") await caches.delete(PAGES);
    return came;
  } catch (problem) {
    const kept = await (await caches.open(PAGES)).match(request, { ignoreSearch: true, ignoreVary: true });
    return kept || (await caches.match(AWAY, { ignoreVary: true })) || Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const where = new URL(request.url);
  if (request.method !== "GET" || where.origin !== self.location.origin) return;
  if (where.pathname.startsWith(STATIC)) event.respondWith(part(request));
  else if (request.mode === "navigate" && where.pathname.startsWith(SCOPE)) event.respondWith(page(request));
});

self.addEventListener("message", (event) => {
  if (event.data === "forget") event.waitUntil(caches.delete(PAGES));
});
