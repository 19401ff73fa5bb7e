// What was typed comes back where the page says that it was not taken, and the reason stands in that form.
"use strict";
(() => {
  const KEPT = "desk-typed", told = document.querySelectorAll("#content > .notice.late");
  const all = (form) => Array.from(form.elements).filter((each) => each.name);
  const typed = (form) => all(form).filter((each) => !/^(hidden|file|password|submit|button)$/.test(each.type));
  const named = (form) => JSON.stringify([
    all(form).filter((each) => each.type === "hidden" && each.name !== "csrfmiddlewaretoken").map((each) => [each.name, each.value]),
    all(form).map((each) => each.name), form.querySelector("button")?.textContent,
  ]);
  const ticked = (each) => each.type === "checkbox" || each.type === "radio";

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post" || !form.closest("#content")) return;
    if (form.autocomplete === "off") return; // who records an intervention leaves nothing of it in this browser
    const values = typed(form).map((each) => (ticked(each) ? each.checked : each.value));
    try { sessionStorage.setItem(KEPT, JSON.stringify({ form: named(form), values })); } catch (error) { /* storage is off or full */ }
  });

  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(KEPT)); sessionStorage.removeItem(KEPT); } catch (error) { /* storage is off */ }
  const form = kept && told.length && Array.from(document.querySelectorAll("#content form[method=post]")).find((each) => named(each) === kept.form);
  if (!form) return;
  typed(form).forEach((each, n) => { each[ticked(each) ? "checked" : "value"] = kept.values[n]; });
  for (let box = form; box; box = box.parentElement) if (box.tagName === "DETAILS") box.open = true;
  const button = form.querySelector("button");
  told.forEach((line) => button.before(line));
  button.scrollIntoView({ block: "center" });
})();
