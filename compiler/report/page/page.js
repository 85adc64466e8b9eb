// Draws the charts of a report from the tables that stand beside them, so that both say the same.
(function () {
  "use strict";
  var charts = JSON.parse(document.getElementById("charts").textContent);
  var drawn = [];

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function options(chart, across) {
    var ink = colour("--soft"), line = colour("--line");
    var value = { beginAtZero: chart.kind !== "scatter", stacked: chart.kind === "stacked_bars",
      grid: { color: line }, ticks: { color: ink, callback: function (v) {
        return Number(v).toLocaleString("en") + (chart.percent ? "%" : ""); } },
      title: { display: !!chart.y_title, text: chart.y_title, color: ink } };
    if (chart.percent && chart.kind === "stacked_bars") value.max = 100;
    var label = { stacked: chart.kind === "stacked_bars", grid: { display: false },
      ticks: { color: ink, autoSkip: !across }, title: { display: !!chart.x_title, text: chart.x_title, color: ink } };
    if (chart.kind === "scatter") label = Object.assign({}, value, {
      title: label.title, ticks: { color: ink, callback: function (v) { return Number(v).toLocaleString("en"); } } });
    return {
      responsive: true, maintainAspectRatio: false, animation: false, indexAxis: across ? "y" : "x",
      scales: across ? { x: value, y: label } : { x: label, y: value },
      plugins: {
        legend: { display: chart.series.length > 1, labels: { color: colour("--ink") } },
        tooltip: { callbacks: { label: function (item) {
          return (item.dataset.label ? item.dataset.label + ": " : "") + chart.series[item.datasetIndex].texts[item.dataIndex];
        } } }
      }
    };
  }

  function draw(chart, index) {
    var across = chart.kind === "across";
    var type = chart.kind === "line" ? "line" : chart.kind === "scatter" ? "scatter" : "bar";
    var sets = chart.series.map(function (series, i) {
      var tone = colour("--s" + (i % 6 + 1));
      var data = chart.kind === "scatter"
        ? series.values.map(function (v, k) { return { x: chart.positions[k], y: v }; }) : series.values;
      return { label: series.title, data: data, backgroundColor: tone, borderColor: tone, borderWidth: type === "bar" ? 0 : 2,
        pointRadius: type === "bar" ? 0 : 3, showLine: chart.kind !== "bars", tension: 0 };
    });
    var canvas = document.getElementById("chart" + index);
    if (across) canvas.parentNode.style.height = Math.max(8, 3 + 1.6 * chart.labels.length) + "rem";
    return new Chart(canvas, { type: type, data: { labels: chart.labels, datasets: sets }, options: options(chart, across) });
  }

  function all() {
    drawn.forEach(function (chart) { chart.destroy(); });
    drawn = charts.map(draw);
    document.documentElement.setAttribute("data-charts", String(drawn.length));
  }
  all();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", all);
  addEventListener("beforeprint", function () { drawn.forEach(function (chart) { chart.resize(); }); });
})();
