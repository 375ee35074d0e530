// The conversations of this browser: ids and titles here, what was said stays on the server.

const LIST = "ipdesk.threads";
const CURRENT = "ipdesk.current";
const KEPT = 50;

function read(storage, name) {
  try { return JSON.parse(storage.getItem(name)); } catch { return null; }
}

function keep(storage, name, value) {
  try { storage.setItem(name, JSON.stringify(value)); } catch { /* a browser that keeps nothing still asks */ }
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function well(thread) {
  return thread && /^[0-9a-zA-Z-]{1,64}$/.test(thread.id) && typeof thread.title === "string";
}

export class Threads {
  constructor(open) {
    this.open = open;
    this.list = document.getElementById("thread-list");
    this.nav = document.getElementById("threads");
    const current = read(sessionStorage, CURRENT);
    this.current = this.known().some((thread) => thread.id === current) ? current : newId();
    this.button = document.getElementById("show-threads");
    this.button.addEventListener("click", () => {
      const shown = !this.nav.classList.contains("shown");
      this.unfold(shown);
      if (shown) document.getElementById("new").focus(); // the list stands before the button
    });
    this.list.addEventListener("click", (event) => this.clicked(event.target.closest("button")));
    this.nav.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.nav.classList.contains("shown")) {
        this.unfold(false);
        this.button.focus();
      }
    });
  }

  known() {
    const found = read(localStorage, LIST);
    return Array.isArray(found) ? found.filter(well).slice(0, KEPT) : [];
  }

  show() {
    this.draw();
    this.open(this.current, this.known().some((thread) => thread.id === this.current));
  }

  begin() {
    this.choose(newId());
  }

  choose(id) {
    this.current = id;
    keep(sessionStorage, CURRENT, id);
    this.unfold(false);
    this.show();
  }

  title(text) {
    keep(sessionStorage, CURRENT, this.current);
    if (this.known().some((thread) => thread.id === this.current)) return;
    const title = Array.from(text).slice(0, 80).join("");
    keep(localStorage, LIST, [{ id: this.current, title }, ...this.known()].slice(0, KEPT));
    this.draw();
  }

  forget(id) {
    keep(localStorage, LIST, this.known().filter((thread) => thread.id !== id));
    if (id === this.current) this.begin();
    else this.draw();
    document.getElementById("new").focus();
  }

  clicked(button) {
    if (!button) return;
    if (button.classList.contains("forget")) this.forget(button.dataset.id);
    else this.choose(button.dataset.id);
  }

  unfold(shown) {
    this.nav.classList.toggle("shown", shown);
    this.button.setAttribute("aria-expanded", String(shown));
  }

  draw() {
    const known = this.known();
    document.getElementById("no-threads").hidden = known.length > 0;
    this.list.replaceChildren(...known.map((thread) => this.item(thread)));
  }

  item(thread) {
    const item = document.createElement("li");
    const open = this.made(thread, "switch", "");
    open.append(Object.assign(document.createElement("span"), { textContent: thread.title }));
    const forget = this.made(thread, "forget", "×");
    if (thread.id === this.current) open.setAttribute("aria-current", "true");
    forget.setAttribute("aria-label", `${document.body.dataset.forget}: ${thread.title}`);
    item.append(open, forget);
    return item;
  }

  made(thread, className, text) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = className;
    button.dataset.id = thread.id;
    button.textContent = text;
    return button;
  }
}
