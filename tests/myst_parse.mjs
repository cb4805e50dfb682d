// Parses the Markdown on standard input as MyST does; prints how many nodes of each kind it found.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

let parser;
try {
  parser = await import(join(process.env.NODE_PATH ?? '', 'myst-parser', 'dist', 'index.js'));
} catch {
  console.error('Cannot find module');
  process.exit(1);
}
const counts = {};
const wrong = [];
const count = (node) => {
  counts[node.type] = (counts[node.type] ?? 0) + 1;
  if (/error|unknown/i.test(node.type)) wrong.push(node);
  (node.children ?? []).forEach(count);
};
count(parser.mystParse(readFileSync(0, 'utf8')));
console.log(JSON.stringify({ counts, wrong }));
