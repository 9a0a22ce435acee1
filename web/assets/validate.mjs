// Reads pages as JSON lines ({name, html}) and answers what is wrong with each
// as JSON lines. Tests talk to it (web/webtest); the program never does.
import { createInterface } from "node:readline";
import { HtmlValidate, StaticConfigLoader } from "html-validate";

const loader = new StaticConfigLoader([], {
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  rules: {
    // templ closes void elements and writes attributes its own way
    "void-style": "off",
    "doctype-style": "off",
    "attribute-boolean-style": "off",
    "no-trailing-whitespace": "off",
    "no-self-closing": "off",
    // roles of tables are written out: display:block drops them in some browsers
    "no-redundant-role": "off",
    "prefer-native-element": ["error", { exclude: ["table", "row", "cell", "columnheader", "rowgroup"] }],
    // the titles of the journeys are sentences
    "long-title": "off",
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit", "button", "reset"] }],
    // a control is named by its label or its words, an unnamed group is no error
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // autocomplete is checked by axe
    "no-inline-style": "error",
    "require-sri": "off",
    "require-csp-nonce": "off",
    "tel-non-breaking": "off",
  },
});
const checker = new HtmlValidate(loader);

for await (const line of createInterface({ input: process.stdin })) {
  const { name, html } = JSON.parse(line);
  const report = await checker.validateString(html, name);
  const wrong = report.results.flatMap((r) =>
    r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message} (${m.selector ?? ""})`),
  );
  process.stdout.write(JSON.stringify({ name, wrong }) + "\n");
}
