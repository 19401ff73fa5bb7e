// The point on the map, the place where one stands, and the print of a receipt. The form works without.
"use strict";
(() => {
  const print = document.querySelector("[data-print]");
  if (print) print.hidden = false; // live.js prints
  const form = document.querySelector("[data-complaint]");
  if (!form) return;
  const box = form.querySelector("[data-point]");
  const map = box.querySelector("svg");
  const pin = map.querySelector(".pin");
  const said = box.querySelector("[data-said]");
  const clear = box.querySelector("[data-clear]");
  const { width, height } = map.viewBox.baseVal;
  const edge = Object.fromEntries(Object.entries(map.dataset).map(([name, text]) => [name, Number(text)]));

  const show = () => {
    const [lon, lat] = [form.elements.lon.value, form.elements.lat.value];
    clear.hidden = lon === "";
    said.textContent = lon === "" ? said.dataset.none : `${lon}, ${lat}`;
    pin.setAttribute("cx", lon === "" ? -20 : ((lon - edge.west) / (edge.east - edge.west)) * width);
    pin.setAttribute("cy", lon === "" ? -20 : ((edge.north - lat) / (edge.north - edge.south)) * height);
  };
  const pick = (lon, lat) => {
    form.elements.lon.value = lon === null ? "" : lon.toFixed(5);
    form.elements.lat.value = lat === null ? "" : lat.toFixed(5);
    show();
  };

  map.addEventListener("click", (event) => {
    const at = map.getBoundingClientRect();
    const x = (event.clientX - at.left) / at.width;
    const y = (event.clientY - at.top) / at.height;
    pick(edge.west + x * (edge.east - edge.west), edge.north - y * (edge.north - edge.south));
  });
  clear.addEventListener("click", () => pick(null, null));
  const here = box.querySelector("[data-here]");
  here.hidden = !navigator.geolocation;
  here.addEventListener("click", () =>
    navigator.geolocation.getCurrentPosition(
      (found) => pick(found.coords.longitude, found.coords.latitude),
      () => (said.textContent = said.dataset.refused),
      { timeout: 20_000 },
    ),
  );
  form.addEventListener("submit", () => {
    form.querySelector("button[type=submit]").disabled = true;
  });
  window.addEventListener("pageshow", () => {
    form.querySelector("button[type=submit]").disabled = false;
  });
  box.hidden = false;
  show();
})();
