// Keys of the alarm board: choose, see, close, false alarm, hand over. Every act works without this file.
(function () {
  "use strict";
  var bulk = document.querySelector("[data-bulk]"), lone = document.querySelector("[data-act-form]");
  function hide() { document.querySelectorAll(".ask").forEach(function (each) { each.hidden = true; }); }
  function show(id) { // the form that asks for the reason
    hide();
    var form = document.getElementById(id); form.hidden = false; form.scrollIntoView({ block: "nearest" });
    form.querySelector("input").focus();
  }
  function choose(open, event) { // digits choose among the reasons ready to be chosen
    var digit = Number(event.key), radios = open.querySelectorAll("input[type=radio]");
    if (event.key === "Escape") { hide(); return true; }
    if (digit && radios[digit - 1] && event.target.type !== "text") { radios[digit - 1].checked = true; return true; }
    return false;
  }
  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-cancel]")) { hide(); }
  });
  if (lone) { // the page of one alarm: the same keys, sent as a plain form
    lone.addEventListener("click", function (event) {
      var asks = event.target.closest("[data-asks]"); if (asks) { show(asks.getAttribute("data-asks")); }
    });
    document.addEventListener("keydown", function (event) {
      if (event.ctrlKey || event.metaKey || event.altKey) { return; }
      var open = document.querySelector(".ask:not([hidden])");
      if (open) {
        if (!choose(open, event) && event.key === "Enter" && !event.target.closest("button")) { event.preventDefault(); open.querySelector("button[name=act]").click(); }
        return;
      }
      if (event.target.closest("input, textarea, select")) { return; }
      var asked = { f: "ask-false", c: "ask-close", h: "ask-hand" }[event.key], see = lone.querySelector("[value=see]");
      if (asked) { event.preventDefault(); show(asked); }
      else if (event.key === "a" && see) { see.click(); }
    });
  }
  if (!bulk) { return; }
  var chosen = {}, busy = false;
  function rows() { return Array.prototype.slice.call(document.querySelectorAll("[data-rows] tr[data-href]")); }
  function shown() { return rows().filter(function (row) { return row.offsetParent !== null; }); }
  function at() { return document.querySelector("tr.at"); }
  function box(row) { return row.querySelector("input[name=ids]"); }
  function paint() {
    var count = 0;
    rows().forEach(function (row) {
      var on = Boolean(chosen[row.getAttribute("data-key")]); box(row).checked = on; row.classList.toggle("chosen", on);
      if (on) { count += 1; }
    });
    var told = bulk.querySelector("[data-picked]");
    told.hidden = !count; told.firstElementChild.textContent = count;
    var all = bulk.querySelector("[data-all]"); all.checked = count > 0 && shown().every(function (row) { return box(row).checked; });
  }
  function toggle(row, on) { var key = row.getAttribute("data-key"); if (on === undefined ? !chosen[key] : on) { chosen[key] = true; } else { delete chosen[key]; } }
  function ready() { // what an act is about: the chosen rows, else the marked one
    var row = at(), one = bulk.elements.one;
    one.value = Object.keys(chosen).length || !row ? "" : row.getAttribute("data-key");
    if (Object.keys(chosen).length || one.value) { return true; }
    say(bulk.getAttribute("data-none"), true); return false;
  }
  function say(text, late) {
    var at = bulk.querySelector("[data-told]"); at.textContent = text; at.hidden = !text; at.classList.toggle("late", Boolean(late));
  }
  function ask(id) { if (ready()) { show(id); } }
  function send(act) {
    if (busy || !ready()) { return; }
    busy = true;
    var all = rows(), from = all.indexOf(at());
    var body = new FormData(bulk); body.set("act", act); body.delete("ids");
    Object.keys(chosen).forEach(function (key) { body.append("ids", key); });
    fetch(bulk.action, { method: "POST", body: body, headers: { "X-Part": "live" } }).then(function (answer) {
      return answer.text().then(function (text) {
        busy = false;
        if (!answer.ok) { say(text.length < 300 ? text : answer.statusText, true); return; }
        var live = document.getElementById("live"), fresh = document.createElement("template");
        fresh.innerHTML = text.trim();
        var next = fresh.content.firstElementChild;
        var told = next.getAttribute("data-told") || "", wrong = next.getAttribute("data-wrong") === "1";
        live.replaceWith(next); if (window.htmx) { window.htmx.process(next); }
        hide(); if (!wrong) { chosen = {}; }
        document.getElementById("say").textContent = next.getAttribute("data-say");
        paint(); say(told, wrong);
        var left = shown(); if (left.length) { window.deskMark(left[Math.max(0, Math.min(from, left.length - 1))]); }
      });
    }).catch(function (error) { busy = false; say(String(error), true); });
  }
  bulk.addEventListener("submit", function (event) {
    event.preventDefault();
    var button = event.submitter, asks = button && button.getAttribute("data-asks");
    if (asks) { ask(asks); } else { send(button ? button.value : "see"); }
  });
  document.addEventListener("change", function (event) {
    var one = event.target;
    if (one.name === "ids") { toggle(one.closest("tr"), one.checked); }
    else if (one.matches("[data-all]")) { shown().forEach(function (row) { toggle(row, one.checked); }); }
    else if (one.matches("[data-folded]")) { document.querySelectorAll(".unfolded tr[data-href]").forEach(function (row) { toggle(row, one.checked); }); }
    else { return; }
    paint();
  });
  document.addEventListener("toggle", function (event) {
    if (event.target.matches && event.target.matches("[data-fold]")) { document.querySelector(".unfolded").hidden = !event.target.open; }
  }, true);
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    var open = document.querySelector(".ask:not([hidden])");
    if (open) {
      if (!choose(open, event) && event.key === "Enter" && !event.target.closest("button")) { event.preventDefault(); send(open.querySelector("button[name=act]").value); }
      return;
    }
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) { return; }
    var key = event.key;
    if (key === "x") { var row = at(); if (row) { toggle(row); paint(); } }
    else if (key === "*") { var on = !bulk.querySelector("[data-all]").checked; rows().forEach(function (each) { toggle(each, on); }); paint(); }
    else if (key === "a") { send("see"); }
    else if (key === "f") { event.preventDefault(); ask("ask-false"); }
    else if (key === "c") { event.preventDefault(); ask("ask-close"); }
    else if (key === "h") { event.preventDefault(); ask("ask-hand"); }
  });
  ["htmx:after:swap", "htmx:afterSwap"].forEach(function (name) { document.addEventListener(name, paint); });
  paint();
})();
