// The cited section beside the answer: docked on a wide screen, over the page on a narrow one.

const panel = document.getElementById("panel");
const body = document.getElementById("panel-body");
const wide = matchMedia("(min-width: 1100px)");
let opener = null;

export async function openSection(link) {
  const address = `${link.getAttribute("href")}&fragment=1`;
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) {
    location.assign(link.href); // the page of the section says what is wrong
    return;
  }
  body.innerHTML = await response.text(); // escaped on the server
  mark(link);
  if (!panel.open) {
    if (wide.matches) panel.show();
    else panel.showModal();
  }
  body.querySelector("h1").focus();
  (body.querySelector("mark, .marked") ?? body).scrollIntoView({ block: "center" });
}

function mark(link) {
  opener?.removeAttribute("aria-current");
  opener = link;
  link.setAttribute("aria-current", "true");
}

function close() {
  if (panel.open) panel.close();
}

export function watchPanel() {
  document.getElementById("close").addEventListener("click", close);
  panel.addEventListener("close", () => {
    opener?.removeAttribute("aria-current");
    opener?.focus();
    opener = null;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
}
