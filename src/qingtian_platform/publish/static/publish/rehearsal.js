// Move the slider, and the stage follows. Without this script a button and links do the same.
"use strict";
(() => {
  const DELAY = 120;
  let waiting = 0, newest = 0;

  function minutes(first, count) {
    const [day, time] = first.split("T"), [y, m, d] = day.split("-").map(Number);
    const [hour, minute] = time.split(":").map(Number);
    return new Date(Date.UTC(y, m - 1, d, hour, minute + count)).toISOString().slice(0, 16);
  }

  async function show(address) {
    const mine = ++newest;
    const answer = await fetch(address);
    if (!answer.ok || mine !== newest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const held = document.activeElement && document.activeElement.id === "m";
    document.getElementById("stage").replaceWith(page.getElementById("stage"));
    history.replaceState(null, "", address);
    if (held) document.getElementById("m").focus();
  }

  document.addEventListener("input", (event) => {
    if (event.target.id !== "m") return;
    const form = event.target.form;
    form.elements.at.value = minutes(form.dataset.first, Number(event.target.value));
    clearTimeout(waiting);
    waiting = setTimeout(() => show("?" + new URLSearchParams(new FormData(form))), DELAY);
  });
})();
