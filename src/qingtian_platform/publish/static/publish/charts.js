// Line charts with limit lines, their edition, and ribbons of marks under the axis.
// Data stand in the page as JSON; the tables beside hold the same figures without this file.
(function () {
  "use strict";
  var FOOT = 36; // room below the axis for ribbons and labels [px]
  var EIGHT = 8 * 3600 * 1000; // Beijing time is UTC+8 all year: shifted, then shown as UTC
  function token(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }
  function two(n) { return (n < 10 ? "0" : "") + n; }
  function day(d) { return d.getUTCFullYear() + "-" + two(d.getUTCMonth() + 1) + "-" + two(d.getUTCDate()); }
  function clock(d) { return two(d.getUTCHours()) + ":" + two(d.getUTCMinutes()); }
  function span(end, data) {
    var last = new Date(end + EIGHT), first = new Date(end + EIGHT - data.step * 1000);
    if (data.step >= 86400) { return day(first); }
    var to = clock(last);
    return day(first) + " " + clock(first) + data.dash + (to === "00:00" ? "24:00" : to);
  }
  function option(data, tall) {
    var ink = token("--ink-3"), line = token("--line"), accent = token("--accent");
    var points = data.points.map(function (p) { return [p[0] * 1000 + EIGHT, p[1]]; });
    var most = Math.max.apply(null, points.map(function (p) { return p[1] || 0; }));
    var near = data.limit && data.limit <= most * 2.5; // a limit far above would press the line flat
    var marks = near ? [{ yAxis: data.limit }] : [];
    var top = tall - FOOT + 3;
    var acts = Object.keys(data.acts || {}).map(function (n) {
      return { coord: [points[n][0], points[n][1] === null ? 0 : points[n][1]] };
    });
    var areas = data.ribbons.map(function (r) {
      var bare = r.key === "missing";
      return [{ xAxis: r.from * 1000 + EIGHT, y: top, itemStyle: { color: bare ? token("--surface") : token("--ribbon"),
        borderColor: token("--ribbon"), borderWidth: 1, borderType: bare ? "dashed" : "solid" } },
      { xAxis: r.to * 1000 + EIGHT, y: top + 7 }];
    });
    return {
      animation: false, useUTC: true,
      textStyle: { fontFamily: token("--sans") },
      grid: { left: 44, right: 16, top: 14, bottom: FOOT },
      tooltip: {
        trigger: "axis", confine: true, backgroundColor: token("--surface"), borderColor: line, padding: [6, 10],
        textStyle: { color: token("--ink"), fontSize: 12 },
        formatter: function (items) {
          var p = data.points[items[0].dataIndex], value = p[1] === null ? (p[2] || "") : data.texts[items[0].dataIndex] + " " + data.unit;
          var act = (data.acts || {})[items[0].dataIndex];
          return span(p[0] * 1000, data) + "<br><b>" + value + "</b>" + (act ? "<br>" + act : "");
        }
      },
      xAxis: {
        type: "time", axisLine: { lineStyle: { color: token("--line-2") } }, axisTick: { lineStyle: { color: token("--line-2") } },
        axisLabel: { color: ink, fontSize: 11, margin: 14, hideOverlap: true, formatter: function (v) {
          var d = new Date(v);
          return data.step >= 86400 ? d.getUTCFullYear() + "-" + two(d.getUTCMonth() + 1)
            : (d.getUTCHours() === 0 ? two(d.getUTCMonth() + 1) + "-" + two(d.getUTCDate()) : clock(d));
        } },
        splitLine: { show: false }
      },
      yAxis: {
        type: "value", min: 0, max: function (v) { return near ? Math.max(v.max, data.limit * 1.08) : v.max; },
        axisLabel: { color: ink, fontSize: 11, showMaxLabel: false }, splitNumber: 3, splitLine: { lineStyle: { color: line } }
      },
      series: [{
        type: "line", data: points, showSymbol: false, connectNulls: false, lineStyle: { width: 1.6, color: accent }, itemStyle: { color: accent },
        areaStyle: { color: accent, opacity: 0.06 }, emphasis: { disabled: true },
        markLine: { silent: true, symbol: "none", data: marks, lineStyle: { color: token("--ink-2"), type: [5, 4], width: 1 },
          label: { position: "insideEndTop", color: token("--ink-2"), fontSize: 11, formatter: data.limit_text || "" } },
        markPoint: { silent: true, symbol: "diamond", symbolSize: 9, data: acts, label: { show: false },
          itemStyle: { color: token("--surface"), borderColor: token("--soon"), borderWidth: 2 } },
        markArea: { silent: true, data: areas }
      }]
    };
  }
  function draw(at) {
    var data = JSON.parse(document.getElementById(at.dataset.chart).textContent);
    if (!data.points.length) { return; }
    var chart = window.echarts.init(at, null, { renderer: "svg" });
    chart.setOption(option(data, at.clientHeight));
    new ResizeObserver(function () { chart.resize(); }).observe(at);
  }
  document.querySelectorAll("[data-chart]").forEach(draw);
})();
