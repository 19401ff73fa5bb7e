// The review of a day: choosing hours by key or pointer. Every form is whole without this file but those that sign.
(function () {
  "use strict";
  var boxes = Array.prototype.slice.call(document.querySelectorAll("input[data-reading]"));
  var count = document.querySelector("[data-chosen]");

  function chosen() {
    var names = {};
    boxes.forEach(function (box) { if (box.checked) { names[box.value] = true; } });
    return Object.keys(names).length;
  }
  function say() {
    var n = chosen();
    count.textContent = count.getAttribute(n ? "data-some" : "data-none").replace("{n}", n);
    boxes.forEach(function (box) { box.closest("td, li").classList.toggle("chosen", box.checked); });
  }
  // A reading may stand in two tables: its boxes go together.
  function pair(box) { boxes.forEach(function (other) { if (other.value === box.value) { other.checked = box.checked; } }); say(); }
  function go(name) {
    var form = document.getElementById(name);
    if (!form) { return; }
    form.closest("details").open = true;
    form.querySelector("select").focus();
  }
  boxes.forEach(function (box) { box.addEventListener("change", function () { pair(box); }); });
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), textarea, select, dialog")) { return; }
    var row = document.querySelector("tr.at"), box = row && row.querySelector("input[data-reading]");
    if (event.key === "x" && box) { event.preventDefault(); box.checked = !box.checked; pair(box); }
    else if (event.key === "r") { event.preventDefault(); go("reject"); }
    else if (event.key === "e") { event.preventDefault(); go("keep"); }
    else if (event.key === "v") { event.preventDefault(); go("visit"); }
    else if (event.key === "s") { var sign = document.getElementById("sign"); if (sign) { event.preventDefault(); sign.querySelector("input, button").focus(); } }
  });
  say();
})();
