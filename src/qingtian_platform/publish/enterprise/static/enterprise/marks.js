// Hours are ticked in the table or tapped in the chart; both show the same. Without this file the table does.
(function () {
  "use strict";
  var EIGHT = 8 * 3600, STEP = 3600;
  var form = document.getElementById("mark-form");
  if (!form) { return; }
  var boxes = Array.prototype.slice.call(form.querySelectorAll("input[name=hour]"));
  var count = form.querySelector("[data-count]"), all = form.querySelector("[data-all]");
  var place = form.querySelector("[data-pick]"), last = -1;

  function chart() { return window.echarts && place ? window.echarts.getInstanceByDom(place) : null; }
  function show() {
    var on = boxes.filter(function (box) { return box.checked; });
    count.textContent = on.length ? count.dataset.some.replace("[n]", on.length) : count.dataset.none;
    var drawn = chart();
    if (!drawn) { return; }
    drawn.setOption({ series: [{}, { id: "picked", type: "line", data: [], markArea: { silent: true,
      itemStyle: { color: getComputedStyle(document.documentElement).getPropertyValue("--accent"), opacity: 0.18 },
      data: on.map(function (box) {
        var at = (Number(box.dataset.at) + EIGHT) * 1000;
        return [{ xAxis: at }, { xAxis: at + STEP * 1000 }];
      }) } }] });
  }
  function tick(index, value, shift) {
    var from = shift && last >= 0 ? Math.min(last, index) : index, to = shift && last >= 0 ? Math.max(last, index) : index;
    for (var n = from; n <= to; n += 1) { boxes[n].checked = value; }
    last = index; show();
  }
  boxes.forEach(function (box, index) {
    box.addEventListener("click", function (event) { tick(index, box.checked, event.shiftKey); });
  });
  all.addEventListener("change", function () {
    var odd = boxes.filter(function (box) { return "odd" in box.dataset; });
    (all.checked ? odd : boxes).forEach(function (box) { box.checked = all.checked; });
    show();
  });
  window.addEventListener("load", function () {
    var drawn = chart();
    if (!drawn) { return; }
    drawn.getZr().on("click", function (event) {
      if (!drawn.containPixel("grid", [event.offsetX, event.offsetY])) { return; }
      var at = drawn.convertFromPixel({ xAxisIndex: 0 }, event.offsetX) / 1000 - EIGHT;
      var index = boxes.findIndex(function (box) { var b = Number(box.dataset.at); return b <= at && at < b + STEP; });
      if (index >= 0) { tick(index, !boxes[index].checked, event.event.shiftKey); }
    });
    show();
  });
})();
