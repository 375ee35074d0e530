// Cards with buttons: a press goes to the server with what was filled in, and what comes back takes the card's place or follows it.

function filled(form) {
  const fields = {};
  for (const [name, value] of new FormData(form)) (fields[name] ??= []).push(String(value));
  return fields;
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function guide(thread, send, fragment) {
  thread.addEventListener("submit", async (event) => {
    const form = event.target.closest("form.card");
    if (!form) return;
    event.preventDefault();
    const button = event.submitter ?? form.querySelector("[data-verb]");
    if (!button || form.dataset.pressed) return;
    form.dataset.pressed = "yes"; // a double click is one press
    const { verb, value } = button.dataset;
    const told = await send({ verb, value, fields: filled(form), key: newKey(), language: form.closest("article").lang });
    delete form.dataset.pressed;
    const problem = form.querySelector(".problem");
    problem.textContent = told.error ?? "";
    problem.hidden = !told.error;
    if (told.error) return;
    const entry = form.closest("article");
    const cards = fragment(told.card);
    const first = cards.firstElementChild;
    if (told.in_place && first) entry.replaceWith(cards);
    else thread.append(cards);
    if (!first) return;
    first.scrollIntoView({ block: "nearest" });
    (first.querySelector("input, select, textarea, button") ?? first).focus({ preventScroll: true });
  });
}
