// Parses each form of a JSON list in KaTeX's strict mode; prints those that it refuses, as JSON.
const katex = require("katex");
const forms = JSON.parse(require("fs").readFileSync(0, "utf8"));
const refused = [];
for (const form of forms) {
  try {
    katex.renderToString(form, { strict: "error", displayMode: true });
  } catch (error) {
    refused.push([form, error.message]);
  }
}
process.stdout.write(JSON.stringify(refused));
