// Figures: Plotly comes only when a figure comes into view; nothing of it leaves the house.
import { fresh } from "./dom.js";

const plotlyAddress = document.currentScript && document.currentScript.dataset.plotly;
const FONT = '"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif';
let loading;

function loadPlotly() {
  loading = loading || new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = plotlyAddress;
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    document.head.append(script);
  });
  return loading;
}

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function template() {
  const axis = { gridcolor: "#e9ecee", linecolor: token("--line-strong"), zeroline: false, ticks: "", ticklabelstandoff: 6, automargin: true, tickfont: { size: 12, color: token("--ink-2") } };
  const colours = ["blue", "orange", "teal", "purple", "sky", "grey"].map((name) => token(`--data-${name}`));
  return {
    layout: {
      font: { family: FONT, size: 12, color: token("--ink") },
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      colorway: colours,
      margin: { l: 48, r: 24, t: 16, b: 40 },
      xaxis: axis,
      yaxis: axis,
      hovermode: "closest",
      showlegend: false,
      hoverlabel: { font: { family: FONT, size: 13 } },
    },
  };
}

async function draw(place) {
  const plot = JSON.parse(document.getElementById(place.dataset.figure).textContent);
  const isTouch = window.matchMedia("(pointer: coarse)").matches;
  try {
    const Plotly = await loadPlotly();
    const layout = { template: template(), autosize: true, height: place.clientHeight || undefined, ...plot.layout };
    if (isTouch) {
      layout.dragmode = false;
    }
    await Plotly.newPlot(place, plot.data, layout, {
      locale: "zh-CN",
      responsive: true,
      displaylogo: false,
      displayModeBar: isTouch ? false : "hover",
      showSendToCloud: false,
      plotlyServerURL: "",
      topojsonURL: "",
      modeBarButtonsToRemove: ["lasso2d", "select2d", "autoScale2d"],
      toImageButtonOptions: { format: "png", scale: 2, filename: place.dataset.file || "图" },
      ...(plot.config || {}),
    });
    place.dataset.isDrawn = "1";
    place.closest(".figure").classList.add("is-drawn");
  } catch (error) {
    place.classList.add("is-failed");
    place.textContent = "图没有画出来，请点“表”看数字。";
  }
}

export function drawFigures(root) {
  const places = fresh(root, "[data-figure]", "figure");
  if (!places.length || !plotlyAddress) {
    return;
  }
  if (window.matchMedia("(max-width: 767px)").matches) {
    places.forEach((place) => (place.closest(".figure").querySelector(".figure-pick-table").checked = true));
  }
  const seen = new IntersectionObserver((entries) => {
    entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
      seen.unobserve(entry.target);
      draw(entry.target);
    });
  }, { rootMargin: "200px" });
  places.forEach((place) => seen.observe(place));
}

export function purgeFigures(element) {
  if (window.Plotly && element.querySelectorAll) {
    element.querySelectorAll("[data-is-drawn]").forEach((place) => window.Plotly.purge(place));
  }
}
