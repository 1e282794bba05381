// What no form or link can do by itself. Everything works without this file; it is a module, so it runs when the page is read.
// Never sets HTML: the page's policy (Trusted Types) would refuse it.

/** Move the focus to what went wrong, so that those who hear the page hear it first; else, after a step, to the heading. */
function focusOnErrors(root) {
  const wrong = root.querySelector("[data-focus]");
  const heading = root === document && !wrong && document.querySelector(".flashes") ? document.querySelector("h1") : null;
  heading?.setAttribute("tabindex", "-1");
  (wrong ?? heading)?.focus();
}

/** A link in the error summary leads to the field itself, ready to be mended. */
function followErrorLink(event) {
  const link = event.target.closest(".ds-error-summary a[href^='#']");
  const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!field) return;
  event.preventDefault();
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
}

/** Ask before leaving a form marked data-guard with something typed in it that has not been sent. */
function guardTyping() {
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.hasAttribute("data-guard")) form.dataset.typed = "yes";
  });
  document.addEventListener("submit", (event) => delete event.target.dataset.typed);
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-typed]")) event.preventDefault();
  });
}

/** One checkbox for all the rows of its form, and how many are chosen, said aloud. */
function selectAll() {
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    const all = form?.querySelector("[data-select-all]");
    if (!all || !(event.target === all || event.target.name === "case")) return;
    const boxes = [...form.elements].filter((field) => field.name === "case" && !field.disabled);
    if (event.target === all) for (const box of boxes) box.checked = all.checked;
    const chosen = boxes.filter((box) => box.checked).length;
    all.checked = chosen === boxes.length;
    all.indeterminate = chosen > 0 && chosen < boxes.length;
    for (const place of document.querySelectorAll("[data-selected-count]")) place.textContent = String(chosen);
  });
}

/** A form sent twice by a double click goes once; the server would answer the second with the first one's result anyway. */
function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 3000);
  });
  // Coming back with the browser's button shows the page as it was: forms may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
}

/** Hide each follow-up question that no answer asks for. What was typed in it stays, and the review page tells of it. */
function showFollowUps() {
  for (const question of document.querySelectorAll("[data-follow-up]")) {
    const fields = document.getElementsByName(question.dataset.followUp);
    const values = question.dataset.followUpValues.split(" ");
    const isChosen = (field) => values.includes(field.value) && (field.checked || field.localName === "select");
    question.hidden = ![...fields].some((field) => isChosen(field) && !field.closest("[data-follow-up][hidden]"));
  }
}

focusOnErrors(document);
document.addEventListener("click", followErrorLink);
document.addEventListener("htmx:after:swap", (event) => focusOnErrors(event.target));
document.addEventListener("change", showFollowUps);
window.addEventListener("pageshow", showFollowUps);
showFollowUps();
guardTyping();
selectAll();
sendOnce();
