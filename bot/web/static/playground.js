// The chat page: sends what is typed, shows the cards that the server makes, keeps the list of conversations.
import { giveFeedback } from "./feedback.js";
import { guide } from "./guided.js";
import { openSection, watchPanel } from "./panel.js";
import { Threads } from "./threads.js";

const texts = document.body.dataset;
const thread = document.getElementById("thread");
const welcome = document.getElementById("welcome");
const question = document.getElementById("question");
const status = document.getElementById("status");
const threads = new Threads(showThread);
let asking = 0;

function element(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html; // made on the server, where everything is escaped
  return template.content;
}

async function call(path, body) {
  const options = body && { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  try {
    const response = await fetch(`${path}?language=${texts.language}`, options);
    return await response.json();
  } catch {
    return { error: texts.offline };
  }
}

async function ask(text) {
  welcome.hidden = true;
  const conversation = threads.current;
  threads.title(text);
  const entry = element("article", "entry", "");
  entry.append(element("h2", "asked", text), element("p", "waiting", texts.thinking));
  thread.append(entry);
  entry.scrollIntoView({ block: "start" });
  status.textContent = texts.thinking;
  asking += 1;
  const reply = await call("/ask", { text, conversation });
  asking -= 1;
  if (conversation !== threads.current) return; // another conversation is shown now; this one is read from the store
  if (reply.error) {
    entry.querySelector(".waiting").replaceWith(element("p", "problem", reply.error));
    status.textContent = reply.error;
    return;
  }
  const cards = fragment(reply.card);
  const card = cards.firstElementChild;
  entry.replaceWith(cards);
  card.scrollIntoView({ block: "start" });
  status.textContent = (card.querySelector(".answer") ?? card.querySelector("h2")).textContent.trim();
}

async function showThread(conversation, known) {
  document.getElementById("close").click();
  thread.replaceChildren();
  welcome.hidden = known;
  if (!known) return;
  const found = await call(`/threads/${conversation}`);
  if (conversation !== threads.current || asking) return;
  if (found.error) thread.append(element("p", "problem", found.error));
  else if (!found.cards.length) {
    thread.append(element("p", "problem", texts.forgotten));
    welcome.hidden = false; // with what can be gone on with
  }
  else thread.append(...found.cards.map(fragment));
  thread.lastElementChild.scrollIntoView({ block: "start" });
}

async function copy(button) {
  const label = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = texts.copied;
  } catch {
    button.textContent = texts.notCopied;
  }
  status.textContent = button.textContent;
  setTimeout(() => { button.textContent = label; }, 2500);
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
  const link = event.target.closest("a.cite, a.open");
  const choice = event.target.closest("button.choice");
  const copied = event.target.closest("button.copy");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openSection(link);
  }
  if (choice) ask(choice.dataset.text ?? choice.textContent);
  if (copied) copy(copied);
});

document.getElementById("new").addEventListener("click", () => {
  threads.begin();
  question.focus();
});

watchPanel();
giveFeedback(thread, (body) => call("/feedback", body));
guide(thread, (press) => call("/press", { ...press, conversation: threads.current }), fragment);
threads.show();
const asked = new URLSearchParams(location.search).get("question");
if (asked) question.value = asked.slice(0, 2000);
question.focus(); // the attribute autofocus waits for a frame, and swallows what is typed before it
