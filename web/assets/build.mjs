// Writes ../static/dist, which the binary embeds: one style sheet, one script,
// the reading font, the mark. Nothing here is needed once the program is built.
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "..", "static", "dist");
const require = createRequire(import.meta.url);

const budget = { "app.css": 25 * 1024, "app.js": 15 * 1024 };

async function clean() {
  await mkdir(dist, { recursive: true });
  for (const name of await readdir(dist)) {
    if (name !== ".keep") await rm(join(dist, name), { recursive: true });
  }
}

async function styles() {
  const out = await sass.compileAsync(join(here, "scss", "app.scss"), {
    style: "compressed",
    loadPaths: [join(here, "node_modules")],
    quietDeps: true,
  });
  await writeFile(join(dist, "app.css"), out.css);
}

async function copies() {
  await copyFile(join(here, "app.js"), join(dist, "app.js"));
  await copyFile(join(here, "mark.svg"), join(dist, "mark.svg"));
  for (const name of await readdir(join(here, "icons"))) {
    if (name.endsWith(".png")) await copyFile(join(here, "icons", name), join(dist, name));
  }
  const font = dirname(require.resolve("@fontsource/atkinson-hyperlegible-next/package.json"));
  for (const weight of [400, 700]) {
    const name = `atkinson-hyperlegible-next-latin-${weight}-normal.woff2`;
    await copyFile(join(font, "files", name), join(dist, `reading-${weight}.woff2`));
  }
}

async function weigh() {
  for (const name of (await readdir(dist)).sort()) {
    if (name === ".keep") continue;
    const raw = await readFile(join(dist, name));
    const packed = gzipSync(raw, { level: 9 }).length;
    console.log(`${name.padEnd(20)} ${raw.length} bytes, ${packed} compressed`);
    if (packed > (budget[name] ?? Infinity)) {
      throw new Error(`${name} weighs ${packed} bytes compressed, ${budget[name]} at most`);
    }
  }
}

await clean();
await Promise.all([styles(), copies()]);
await weigh();
