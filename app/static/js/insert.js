// Infoga: puts the chosen ready text where the cursor is. Without this file the button sends the form, and the text comes last.

function insert(event) {
  const button = event.target.closest("button[name='into'][formaction$='/insert']");
  const select = button?.form.elements[`ready_${button.value}`];
  const field = button?.form.elements[button.value];
  const text = select && document.querySelector(`[data-ready="${CSS.escape(select.value)}"]`)?.textContent;
  if (!field || !text) return;
  event.preventDefault();
  field.focus();
  // The browser's own way of typing keeps Ctrl+Z; where there is none the text is set.
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  select.value = "";
}

document.addEventListener("click", insert);
