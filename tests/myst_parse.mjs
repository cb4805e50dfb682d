// Parses the Markdown on standard input as MyST does; prints how many nodes of each kind it found.
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
let text = '';
for await (const part of process.stdin.setEncoding('utf8')) text += part;
count(parser.mystParse(text));
console.log(JSON.stringify({ counts, wrong }));
