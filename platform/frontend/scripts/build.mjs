// Builds dist/: app.css, app.js, plotly.js, icons.svg and sizes.json. `npm run build` is the only entry.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const dist = join(root, "dist");
const tablerFolder = join(root, "node_modules/@tabler/icons/icons/outline");

// The oldest browsers promised: Chinese office shells on Chromium 90, iOS 15, Firefox 91.
const BROWSERS = ["chrome90", "safari15", "firefox91"];

const SHARED = { bundle: true, minify: true, legalComments: "none", charset: "utf8", logLevel: "warning", metafile: false };

async function buildStyle() {
  await build({
    ...SHARED,
    entryPoints: [join(root, "src/css/app.css"), join(root, "src/css/noscript.css")],
    outdir: dist,
    target: BROWSERS,
  });
}

async function buildScript() {
  await build({
    ...SHARED,
    entryPoints: [join(root, "src/js/app.js")],
    outfile: join(dist, "app.js"),
    format: "iife",
    target: "es2018",
  });
}

// Only scatter and bar: a full bundle is four times as heavy, and maps would fetch from outside.
async function buildPlotly() {
  await build({
    ...SHARED,
    entryPoints: [join(root, "src/plotly/bundle.cjs")],
    outfile: join(dist, "plotly.js"),
    format: "iife",
    target: "es2018",
    define: { global: "window", "process.env.NODE_ENV": '"production"' },
    loader: { ".css": "text" },
  });
}

async function tablerSymbol(name) {
  const source = await readFile(join(tablerFolder, `${name}.svg`), "utf8");
  const drawing = [...source.matchAll(/<(path|circle|rect|line|polyline)\b[^>]*\/>/g)]
    .map((match) => match[0].replace(/\s+/g, " "))
    .filter((element) => !element.includes('d="M0 0h24v24H0z"'))
    .join("");
  if (!drawing) {
    throw new Error(`icon ${name}: nothing drawn`);
  }
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing}</symbol>`;
}

async function buildIcons() {
  const names = JSON.parse(await readFile(join(root, "src/icons.json"), "utf8"));
  const symbols = await Promise.all(names.map(tablerSymbol));
  const shapes = (await readFile(join(root, "src/shapes.svg"), "utf8")).replace(/<!--[\s\S]*?-->\s*/g, "").trim();
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}${shapes}</svg>\n`;
  await writeFile(join(dist, "icons.svg"), sprite.replace(/>\s+</g, "><"));
}

async function recordSizes() {
  const sizes = {};
  for (const name of ["app.css", "noscript.css", "app.js", "plotly.js", "icons.svg"]) {
    const content = await readFile(join(dist, name));
    sizes[name] = { raw: content.length, gzip: gzipSync(content, { level: 9 }).length, brotli: brotliCompressSync(content).length };
  }
  await writeFile(join(dist, "sizes.json"), `${JSON.stringify(sizes, null, 2)}\n`);
  console.table(sizes);
}

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await Promise.all([buildStyle(), buildScript(), buildPlotly(), buildIcons(), copyFile(join(root, "src/favicon.svg"), join(dist, "favicon.svg"))]);
await recordSizes();
