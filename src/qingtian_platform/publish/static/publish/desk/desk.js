// Keys, rows and the theme of the desk. Every page is whole without this file.
(function () {
  "use strict";
  var root = document.documentElement, at = null, here = null, before = "";
  try { if (localStorage.getItem("desk-theme")) { root.setAttribute("data-bs-theme", localStorage.getItem("desk-theme")); } } catch (error) { /* storage is off */ }

  function rows() { return Array.prototype.slice.call(document.querySelectorAll("[data-rows] tbody:not([hidden]) tr[data-href]")); }
  function mark(row) {
    document.querySelectorAll("tr.at").forEach(function (other) { other.classList.remove("at"); other.removeAttribute("aria-selected"); });
    if (!row) { return; }
    at = row.getAttribute("data-key"); here = row;
    row.classList.add("at"); row.setAttribute("aria-selected", "true");
    row.scrollIntoView({ block: "nearest" });
  }
  function move(by) {
    var all = rows(); if (!all.length) { return; }
    var now = all.indexOf(here);
    mark(all[Math.max(0, Math.min(all.length - 1, now < 0 ? (by > 0 ? 0 : all.length - 1) : now + by))]);
  }
  window.deskMark = mark; // other scripts of the desk go on from a row
  function open(row) { if (row) { window.location = row.getAttribute("data-href"); } }

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    var field = event.target.closest("input, textarea, select, [contenteditable]");
    if (field) { if (event.key === "Escape") { field.blur(); } return; }
    var place = { m: "morning", b: "board" }[event.key];
    if (before === "g" && place) {
      var link = document.querySelector('.rail a[href*="' + place + '"]');
      before = ""; if (link) { event.preventDefault(); link.click(); } return;
    }
    before = event.key;
    if (event.key === "/") { event.preventDefault(); var q = document.getElementById("q"); q.focus(); q.select(); }
    else if (event.key === "j") { move(1); }
    else if (event.key === "k") { move(-1); }
    else if (event.key === "Enter" && !event.target.closest("a, button, summary")) { open(document.querySelector("tr.at")); }
    else if (event.key === "?") { event.preventDefault(); document.getElementById("keys").showModal(); }
  });
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-keys]")) { document.getElementById("keys").showModal(); return; }
    if (event.target.closest("[data-theme-switch]")) {
      var dark = root.getAttribute("data-bs-theme") !== "dark";
      root.setAttribute("data-bs-theme", dark ? "dark" : "light");
      try { localStorage.setItem("desk-theme", dark ? "dark" : "light"); } catch (error) { /* storage is off */ }
      return;
    }
    var row = event.target.closest("tr[data-href]");
    if (row && !event.target.closest("a, button, input, select, textarea, summary, details, label") && !String(window.getSelection())) { open(row); }
  });
  // The rail alone scrolls to where one is: the page stays at its top, and with it the word that this is a demo.
  var rail = document.querySelector(".rail"), place = document.querySelector(".rail a[aria-current]");
  if (place && place.offsetParent === rail) { rail.scrollTop = place.offsetTop + 2 * place.offsetHeight - window.innerHeight + rail.offsetTop; }
  document.querySelectorAll(".matrix").forEach(function (table) { var box = table.closest(".scroll-x"); if (box) { box.scrollLeft = box.scrollWidth; } });
  // A live part was renewed: the marked row and the sentence above go on.
  ["htmx:after:swap", "htmx:afterSwap"].forEach(function (name) {
    document.addEventListener(name, function () {
      if (at) { mark(rows().find(function (row) { return row.getAttribute("data-key") === at; })); }
      var live = document.getElementById("live"), say = document.getElementById("say");
      if (live && say) { say.textContent = live.getAttribute("data-say"); }
    });
  });
})();
