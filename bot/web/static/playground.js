// The chat page: sends what is typed, shows the reply, opens cited sections beside it.

const body = document.body;
const thread = document.getElementById("thread");
const question = document.getElementById("question");
const panel = document.getElementById("panel");
const examples = document.getElementById("examples");
let conversation = newConversation();

function newConversation() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function said(className, who) {
  const box = element("div", `said ${className}`);
  box.append(element("span", "who", `${who}: `));
  thread.append(box);
  return box;
}

async function ask(text) {
  examples.hidden = true;
  said("mine", body.dataset.you).append(text);
  const box = said("desk", body.dataset.desk);
  const waiting = element("p", "facts", body.dataset.thinking);
  box.append(waiting);
  box.scrollIntoView({ block: "end" });
  const reply = await send(text);
  waiting.remove();
  show(box, reply);
  box.scrollIntoView({ block: "nearest" });
}

async function send(text) {
  try {
    const response = await fetch(`/ask?language=${body.dataset.language}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text, conversation }),
    });
    return await response.json();
  } catch {
    return { error: body.dataset.offline };
  }
}

function show(box, reply) {
  if (reply.error) {
    box.append(element("p", "", reply.error));
    return;
  }
  const answer = element("div", "answer");
  answer.lang = reply.language;
  answer.innerHTML = reply.html; // made on the server from our own guidance, with HTML switched off
  box.append(answer);
  if (reply.choices.length) box.append(buttons(reply.choices.map((choice) => [choice.label, choice.text])));
  if (reply.sources.length) box.append(sources(reply));
  if (reply.status === "answered" && reply.related.length) {
    const related = element("details");
    related.append(element("summary", "", body.dataset.related));
    related.append(buttons(reply.related.map((topic) => [topic.title, topic.title])));
    box.append(related);
  }
}

function buttons(pairs) {
  const row = element("div", "choices");
  for (const [label, text] of pairs) {
    const button = element("button", "choice", label);
    button.type = "button";
    button.dataset.text = text;
    row.append(button);
  }
  return row;
}

function sources(reply) {
  const details = element("details");
  details.append(element("summary", "", `${body.dataset.sources} (${reply.sources.length})`));
  const list = element("ol", "sources");
  for (const source of reply.sources) {
    const item = element("li");
    item.value = source.number;
    const link = element("a", "open", source.section);
    link.href = source.path;
    item.append(link, element("br"), element("span", "facts", source.facts), element("br"), element("span", "facts", source.source));
    if (source.authority) item.append(element("span", "facts", ` · ${source.authority}`));
    list.append(item);
  }
  details.append(list);
  return details;
}

async function open(link) {
  const response = await fetch(`${link.getAttribute("href")}&fragment=1`);
  if (!response.ok) return;
  document.getElementById("panel-body").innerHTML = await response.text(); // escaped on the server
  if (!panel.open) panel.showModal();
  panel.querySelector("mark")?.scrollIntoView({ block: "center" });
}

document.getElementById("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = question.value.trim();
  if (!text) return;
  question.value = "";
  ask(text);
});

question.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

document.addEventListener("click", (event) => {
  const choice = event.target.closest("button.choice");
  if (choice) ask(choice.dataset.text ?? choice.textContent);
  const link = event.target.closest("a.cite, a.open");
  if (link && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    open(link);
  }
});

document.getElementById("new").addEventListener("click", () => {
  conversation = newConversation();
  thread.replaceChildren(examples);
  examples.hidden = false;
  question.focus();
});
