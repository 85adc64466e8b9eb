// Draws the charts of a report from the tables that stand beside them, so that both say the same.
(function () {
  "use strict";
  var charts = JSON.parse(document.getElementById("charts").textContent);
  var drawn = [];

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  // A label in lines of about `most` characters, broken at blanks; Chart.js draws an array as lines.
  function wrapped(text, most) {
    var lines = [""];
    text.split(" ").forEach(function (word) {
      var line = lines[lines.length - 1];
      if (line && line.length + 1 + word.length > most) lines.push(word);
      else lines[lines.length - 1] = line ? line + " " + word : word;
    });
    return lines.length > 1 ? lines : text;
  }

  // Names of the points of a scatter, clear of its line: on the side away from both neighbours. A name that
  // would cover one already drawn is left to the tooltip.
  function namePoints(chart) {
    return { id: "names", afterDatasetsDraw: function (drawing) {
      var points = drawing.getDatasetMeta(0).data, context = drawing.ctx, taken = [];
      context.save();
      context.font = "12px system-ui, sans-serif";
      context.fillStyle = colour("--ink");
      points.forEach(function (point, i) {
        if (!isFinite(point.x) || !isFinite(point.y)) return;
        var before = points[i - 1] || point, after = points[i + 1] || point;
        var below = (before.y + after.y) / 2 < point.y;
        var width = context.measureText(chart.names[i]).width;
        var right = point.x + 6 + width <= drawing.chartArea.right;
        var box = { left: right ? point.x + 6 : point.x - 6 - width, top: below ? point.y + 4 : point.y - 18 };
        if (taken.some(function (other) {
          return box.left < other.left + other.width + 4 && other.left < box.left + width + 4 && Math.abs(box.top - other.top) < 14;
        })) return;
        taken.push({ left: box.left, top: box.top, width: width });
        context.fillText(chart.names[i], box.left, box.top + 12);
      });
      context.restore();
    } };
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
    var labels = chart.labels;
    if (across) {
      var most = canvas.parentNode.clientWidth < 480 ? 16 : 40;
      labels = labels.map(function (label) { return wrapped(label, most); });
      var lines = labels.reduce(function (sum, label) { return sum + (Array.isArray(label) ? label.length : 1.4); }, 0);
      canvas.parentNode.style.height = Math.max(8, 3 + 1.2 * lines) + "rem";
    }
    return new Chart(canvas, { type: type, data: { labels: labels, datasets: sets }, options: options(chart, across),
      plugins: chart.names ? [namePoints(chart)] : [] });
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
