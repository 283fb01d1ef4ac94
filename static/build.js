// Builds what the pages load: npm run build. Reads static/, writes static/build/ and nothing else.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { compileAsync } from "sass";

const root = new URL("..", import.meta.url);
const build = new URL("static/build/", root);

await rm(build, { recursive: true, force: true });
await mkdir(build, { recursive: true });

const style = await compileAsync(fileURLToPath(new URL("static/scss/qyzmet.scss", root)), {
  loadPaths: [fileURLToPath(new URL("node_modules", root))],
  style: "compressed",
  quietDeps: true,
});
await writeFile(new URL("qyzmet.css", build), style.css);

// The source map's address is taken out: the map is not served, and a browser would ask for it in vain.
const bundle = await readFile(new URL("node_modules/govuk-frontend/dist/govuk/govuk-frontend.min.js", root), "utf8");
const files = new Map([["govuk-frontend.min.js", bundle.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n")]]);
// No module: it leaves its class in the window.
files.set("ncalayer-client.js", await readFile(new URL("node_modules/ncalayer-js-client/ncalayer-client.js", root), "utf8"));
for (const name of (await readdir(new URL("static/js", root))).sort()) {
  files.set(`js/${name}`, await readFile(new URL(`static/js/${name}`, root), "utf8"));
}

// A module names the others with the hash of their contents, so that browsers may keep every file for ever.
const versions = new Map();
for (const [name, text] of files) versions.set(name, createHash("sha256").update(text).digest("hex").slice(0, 12));
await mkdir(new URL("js/", build), { recursive: true });
for (const [name, text] of files) {
  const linked = text.replace(/from "(\.\.?\/[^"?]+)"/g, (_, target) => {
    const found = new URL(target, `file:///${name}`).pathname.slice(1);
    if (!versions.has(found)) throw new Error(`${name} imports ${target}, which is not there`);
    return `from "${target}?v=${versions.get(found)}"`;
  });
  await writeFile(new URL(name, build), linked);
}
