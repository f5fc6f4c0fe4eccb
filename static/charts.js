/* Draws every [data-chart] from the options the server wrote beside it. */
(function () {
  "use strict";
  const FONT = 'system-ui, "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", sans-serif';
  const base = () => ({
    color: ["#0958d9", "#d46b08", "#237804", "#531dab", "#08979c", "#c41d7f"],
    textStyle: { fontFamily: FONT, color: "#1f2329" },
    aria: { enabled: true, label: { enabled: false }, decal: { show: true } },
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 300,
    grid: { left: 8, right: 16, top: 48, bottom: 8, containLabel: true },
  });
  /* The strict content policy allows no HTML tooltip: it would carry inline styles. */
  const settle = (options) => {
    const drawn = Object.assign(base(), options);
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.875;
    drawn.textStyle = Object.assign({ fontSize: size }, base().textStyle, options.textStyle);
    drawn.tooltip = Object.assign({ trigger: "axis", confine: true }, options.tooltip, { renderMode: "richText" });
    return drawn;
  };
  const options = (box) => settle(JSON.parse(document.getElementById(box.dataset.chart).textContent));
  const draw = (box) => {
    const chart = echarts.init(box);
    chart.setOption(options(box));
    if ("ResizeObserver" in window) new ResizeObserver(() => chart.resize()).observe(box);
    window.addEventListener("resize", () => chart.setOption(options(box)));
  };
  const save = (button) => {
    const box = document.querySelector('[data-chart="' + CSS.escape(button.dataset.chartSave) + '-options"]');
    const link = document.createElement("a");
    link.href = echarts.getInstanceByDom(box).getDataURL({ type: "png", pixelRatio: 2, backgroundColor: "#fff" });
    link.download = button.dataset.chartName + ".png";
    link.click();
  };
  const start = (within) => within.querySelectorAll("[data-chart]:not([_echarts_instance_])").forEach(draw);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-chart-save]");
    if (button) save(button);
  });
  document.addEventListener("htmx:afterSettle", (event) => start(event.target));
  start(document);
})();
