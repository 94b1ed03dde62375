// Keys of the desk. A control that answers to a key says so itself: <button data-key="1">. The help lists them.
"use strict";

const isTyping = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest("input, textarea, select") !== null);

const isVisible = (element) => element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;

const openDialog = () => document.querySelector("dialog[open]");

// The digit row works on every keyboard, also where digits need Shift.
const keyOf = (event) => (/^Digit[0-9]$/.test(event.code) ? event.code.slice(5) : event.key);

function step(direction) {
  const rows = [...document.querySelectorAll(".rows a")];
  if (!rows.length) return;
  const here = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const next = rows[Math.min(rows.length - 1, Math.max(0, here + direction))];
  if (here !== rows.indexOf(next)) next.click();
}

function press(key) {
  const scope = openDialog() || document;
  const control = [...scope.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(isVisible);
  if (!control || control.disabled) return false;
  control.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
  if (isTyping(event.target)) return;
  const key = keyOf(event);
  if (!openDialog() && (key === "j" || key === "k")) {
    step(key === "j" ? 1 : -1);
    event.preventDefault();
  } else if (key.length === 1 && key !== " " && press(key)) {
    event.preventDefault();
  }
});

// Tick an action in the dialog and go straight to its words.
function choose(dialog, action) {
  const box = dialog.querySelector(`input[name="action"][value="${CSS.escape(action)}"]`);
  if (!box) return;
  // A warning goes with what else is done; the others stand in its place.
  if (action !== "warn") for (const other of dialog.querySelectorAll('input[name="action"]')) other.checked = false;
  box.checked = true;
  const words = box.closest(".does-what")?.querySelector(".compose textarea, .compose select, .compose input");
  (words || box).focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog && !dialog.open) dialog.showModal();
    if (dialog && opener.dataset.checks) choose(dialog, opener.dataset.checks);
    event.preventDefault();
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) {
    closer.closest("dialog")?.close();
    event.preventDefault();
  }
});

// The row that was clicked is the one shown: screen readers hear it at once, without waiting for the list.
document.addEventListener("htmx:beforeRequest", (event) => {
  const row = event.target.closest?.(".rows a");
  if (!row) return;
  for (const other of document.querySelectorAll(".rows a[aria-current]")) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  row.scrollIntoView({ block: "nearest" });
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "card") return;
  event.detail.target.scrollTop = 0;
  document.getElementById("card-title")?.focus({ preventScroll: true });
  document.querySelector('.rows a[aria-current="true"]')?.scrollIntoView({ block: "nearest" });
});

// Answers of 4xx say what happened: in the same place where the desk sent its parts (a conflict), else in a sentence
// beside the form that asked. What was typed stays.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answer = event.detail.xhr;
  if (answer.status === 401) window.location.assign("/sign-in");
  if (answer.status >= 400 && answer.status !== 401) {
    event.detail.shouldSwap = answer.getResponseHeader("X-Desk") === "part";
    event.detail.isError = false;
    if (!event.detail.shouldSwap) refuse(answer.responseText);
  }
});

function refuse(sentence) {
  const place = document.querySelector("dialog[open] .refusal");
  if (place) {
    place.textContent = sentence;
    place.scrollIntoView({ block: "nearest" });
    return;
  }
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = sentence;
  document.getElementById("toasts")?.replaceChildren(toast);
}

document.addEventListener("htmx:sendError", () => {
  const toasts = document.getElementById("toasts");
  if (toasts) refuse(toasts.dataset.offline);
});

const theme = document.getElementById("theme");
theme?.addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; SameSite=Strict`;
});

// A one-time link carries its code behind "#": browsers never send that part, so it stands in no log.
const code = document.querySelector("[data-from-fragment]");
if (code && location.hash.length > 1) {
  code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname);
}
