// The clock in Beijing time, and charts. Pages are whole without this file.
(function () {
  "use strict";
  function tick() {
    document.querySelectorAll("[data-clock]").forEach(function (at) {
      at.textContent = new Intl.DateTimeFormat("sv-SE", {
        timeZone: "Asia/Shanghai", year: "numeric", month: "2-digit", day: "2-digit",
        hour: "2-digit", minute: "2-digit"
      }).format(new Date());
    });
  }
  tick();
  setInterval(tick, 5000);
  document.addEventListener("click", function (event) {
    var print = event.target.closest("[data-print]");
    if (print) { window.print(); }
  });
  // The second click of a double click sends a form no second time.
  var sent = new WeakMap(), AGAIN = 3000;
  document.addEventListener("submit", function (event) {
    if (event.defaultPrevented || event.target.getAttribute("method") !== "post") { return; }
    var now = Date.now();
    if (now - (sent.get(event.target) || 0) < AGAIN) { event.preventDefault(); return; }
    sent.set(event.target, now);
  });
  window.addEventListener("pageshow", function () { sent = new WeakMap(); });
})();
