// Whether an answer helped: one press says yes, no asks for the reason.

function said(form) {
  const reason = form.querySelector("[name=reason]:checked")?.value;
  return { reason, comment: form.querySelector("[name=comment]").value };
}

export function giveFeedback(thread, send) {
  const verdict = async (form, helpful, more) => {
    const answer = form.closest("[data-answer]").dataset.answer;
    const taken = await send({ answer, helpful, ...more });
    const note = form.querySelector(".said");
    note.setAttribute("role", "status");
    note.textContent = taken.error ?? note.dataset.thanks;
    if (taken.error) return;
    for (const button of form.querySelectorAll(".verdict")) {
      button.setAttribute("aria-pressed", String((button.dataset.helpful === "yes") === helpful));
    }
  };

  thread.addEventListener("click", (event) => {
    const button = event.target.closest(".verdict");
    if (!button) return;
    const form = button.closest("form");
    const helpful = button.dataset.helpful === "yes";
    form.querySelector(".why").hidden = helpful;
    verdict(form, helpful, helpful ? {} : said(form));
    if (!helpful) form.querySelector("[name=reason]").focus();
  });

  thread.addEventListener("submit", async (event) => {
    const form = event.target.closest("form.feedback");
    if (!form) return;
    event.preventDefault();
    await verdict(form, false, said(form));
    form.querySelector(".why").hidden = true;
    form.querySelector("[data-helpful=no]").focus();
  });
}
