// The filter of the guidance: shows the result at once, without leaving the page. Without this script the button does it.

const form = document.getElementById("filter");
let asked = "";

// Who types and then presses a link leaves the field, which counts as a change: drawn anew, the link would be gone under the pointer.
async function show() {
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
  if (address === asked) return;
  asked = address;
  const response = await fetch(address).catch(() => null);
  if (address !== asked) return;
  if (!response?.ok) {
    asked = "";
    return;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const id of ["results", "shown"]) document.getElementById(id).replaceChildren(...page.getElementById(id).childNodes);
  for (const select of form.querySelectorAll("select")) recount(select, page.querySelector(`select[name=${select.name}]`));
  document.getElementById("switch").href = page.getElementById("switch").getAttribute("href");
  history.replaceState(null, "", address);
}

function recount(select, fresh) {
  for (const [place, option] of [...select.options].entries()) option.textContent = fresh.options[place].textContent;
}

let typing = 0;
form.addEventListener("change", show);
form.addEventListener("input", (event) => {
  if (event.target.type !== "search") return;
  clearTimeout(typing);
  typing = setTimeout(show, 250);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show();
});
