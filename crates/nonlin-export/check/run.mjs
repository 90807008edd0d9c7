// Runs the JavaScript of every function: node run.mjs FOLDER
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const folder = resolve(process.argv[2]);
const bytes = readFileSync(`${folder}/x`);
const x = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const results = [];
for (const line of readFileSync(`${folder}/functions.tsv`, "utf8").trimEnd().split("\n")) {
    const name = line.split("\t")[0];
    const module = await import(pathToFileURL(`${folder}/javascript/${name}.mjs`));
    const rows = Array.from(x, (x) => {
        const all = Object.values(module[`${name}_gradients`](x));
        if (!Object.is(module[name](x), all[0])) throw new Error(`${name}(${x}) differs`);
        return all;
    });
    for (let k = 0; k < rows[0].length; ++k) results.push(...rows.map((row) => row[k]));
}
writeFileSync(`${folder}/out/javascript`, new Uint8Array(Float64Array.from(results).buffer));
