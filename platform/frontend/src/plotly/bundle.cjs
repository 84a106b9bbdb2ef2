// The smallest Plotly that draws our figures: core (with scatter), bars, Chinese words. Sets window.Plotly.
const Plotly = require("plotly.js/lib/core");

Plotly.register([require("plotly.js/lib/bar"), require("plotly.js/lib/locales/zh-cn")]);
window.Plotly = Plotly;
