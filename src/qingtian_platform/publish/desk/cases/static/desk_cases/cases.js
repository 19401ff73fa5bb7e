// The queue's own search takes the key of the desk's. Everything works without this file.
(function () {
  "use strict";
  document.addEventListener("keydown", function (event) {
    var field = document.getElementById("find-cases");
    if (event.key !== "/" || !field || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.target.closest("input, textarea, select, [contenteditable]")) { return; }
    event.preventDefault(); event.stopImmediatePropagation(); field.focus(); field.select();
  }, true);
})();
