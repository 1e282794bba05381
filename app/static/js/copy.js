// Kopiera texten: <button hidden data-copies="id" data-copied="Kopierat.">. Without this file the text is marked and copied by hand.

async function copy(event) {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copies);
  try {
    await navigator.clipboard.writeText(field.value);
    button.nextElementSibling.textContent = button.dataset.copied;
  } catch {
    // The browser does not let pages copy: the text is marked, one key is left.
    field.focus();
    field.select();
  }
}

for (const button of document.querySelectorAll("[data-copies]")) button.hidden = false;
document.addEventListener("click", copy);
