// What scripts add: nothing here is needed to do anything.

// A password can be shown. The button is hidden where this does not run.
for (const button of document.querySelectorAll("[data-shows]")) {
  const field = document.getElementById(button.dataset.shows);
  if (!field) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    button.firstChild.textContent = shown ? "Afficher" : "Cacher";
    field.focus();
  });
  field.form?.addEventListener("submit", () => (field.type = "password"));
}

// A long list can be narrowed by a word of it. What is chosen stays in the list;
// accents and capitals do not matter.
for (const box of document.querySelectorAll("[data-narrows]")) {
  const select = document.getElementById(box.dataset.narrows);
  const [field, status] = [box.querySelector("input"), box.querySelector("[role=status]")];
  const plain = (s) => s.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const groups = [...select.querySelectorAll("optgroup")].map((group) => ({ group, all: [...group.children] }));
  field.addEventListener("input", () => {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    const kept = select.value;
    const found = new Set();
    for (const { group, all } of groups) {
      const some = all.filter((o) => o.selected || words.every((w) => plain(o.textContent).includes(w)));
      some.forEach((o) => found.add(o.value));
      group.replaceChildren(...some);
      some.length ? select.append(group) : group.remove();
    }
    select.value = kept;
    status.textContent = words.length ? `${found.size} ${found.size > 1 ? "réponses" : "réponse"} dans la liste.` : "";
  });
  box.hidden = false;
}

// The list of what is wrong takes the focus, so that it is read first.
document.querySelector(".govuk-error-summary")?.focus();

// A form leaves once: the second click of a double click does nothing.
for (const form of document.querySelectorAll("form[method=post]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 2000) event.preventDefault();
    form.dataset.sent = String(Date.now());
  });
}

// A passkey answers for the person. Where the browser cannot ask one, the page
// says what to do instead.
for (const place of document.querySelectorAll("[data-passkey-place]")) {
  const form = place.querySelector("form");
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) continue;
  form.hidden = false;
  place.querySelector("[data-instead]").hidden = true;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const options = JSON.parse(form.dataset.options);
    try {
      const answer =
        form.dataset.passkey === "create"
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.reponse.value = JSON.stringify(answer);
      form.submit();
    } catch {
      delete form.dataset.sent;
      form.querySelector("[role=status]").textContent = form.dataset.failed;
    }
  });
}

// In a professional's list the arrows go from one document to the next. Tab and
// the links around a document do the same everywhere.
const entries = [...document.querySelectorAll(".es-entries > li > a")];
for (const [i, link] of entries.entries()) {
  link.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const to = { ArrowDown: i + 1, ArrowUp: i - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (to === undefined || !entries[to]) return;
    event.preventDefault();
    entries[to].focus();
  });
}

// Printing is the browser's: the link says so where scripts are off.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Two minutes before the session ends the page says so, and staying signed in
// keeps the page and what was typed in it.
const session = document.querySelector("[data-ends-in]");
if (session) {
  const [said, status] = session.querySelectorAll("p");
  const stay = said.querySelector("a");
  let timers = [];
  const watch = () => {
    timers.forEach(clearTimeout);
    const left = Number(session.dataset.endsIn) * 1000;
    const tell = (words) => () => {
      session.classList.add("is-soon");
      status.textContent = words;
    };
    timers = [setTimeout(tell(session.dataset.soon), left - 120000), setTimeout(tell(session.dataset.over), left)];
  };
  stay.addEventListener("click", async (event) => {
    event.preventDefault();
    const answer = await fetch(stay.href).catch(() => null);
    const page = new DOMParser().parseFromString((await answer?.text()) ?? "", "text/html");
    const fresh = page.querySelector("[data-ends-in]");
    if (!fresh) return location.assign(stay.href);
    Object.assign(session.dataset, fresh.dataset);
    said.querySelector("span").textContent = fresh.querySelector("span").textContent;
    session.classList.remove("is-soon");
    status.textContent = fresh.dataset.kept;
    watch();
  });
  stay.textContent = stay.textContent.replace(/ \(.*\)/, "");
  watch();
}

// A person's record left alone on a screen for a minute is blurred (ux.md
// PHA-06), until a key or a press; that first key does nothing else.
const record = document.querySelector("[data-veil]");
if (record) {
  const veil = document.createElement("p");
  veil.className = "es-veil";
  veil.setAttribute("role", "status");
  record.before(veil);
  let last = Date.now();
  const there = (event) => {
    const veiled = document.body.classList.contains("is-veiled");
    if (veiled && !["keydown", "pointerdown"].includes(event.type)) return;
    last = Date.now();
    if (!veiled) return;
    event.preventDefault();
    document.body.classList.remove("is-veiled");
    veil.textContent = "";
  };
  for (const sign of ["keydown", "pointerdown", "pointermove", "focusin"]) {
    addEventListener(sign, there, { capture: true });
  }
  setInterval(() => {
    if (Date.now() - last < 60000 || document.body.classList.contains("is-veiled")) return;
    document.body.classList.add("is-veiled");
    veil.textContent = record.dataset.veil;
  }, 1000);
}
