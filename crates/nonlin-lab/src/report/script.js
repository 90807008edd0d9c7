"use strict";
(() => {
  const root = document.documentElement;
  const asked = new URLSearchParams(location.search).get("theme");
  if (asked === "light" || asked === "dark") root.dataset.theme = asked;
  const theme = document.getElementById("theme");
  theme.hidden = false;
  theme.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  const numbers = JSON.parse(document.getElementById("numbers").textContent);
  const names = new Map(numbers.names);
  const charts = [...document.querySelectorAll("svg.chart")];
  const hidden = new Set();

  for (const key of document.querySelectorAll("[data-key]")) {
    const series = Number(key.dataset.key);
    key.title = "Click to hide or show, double-click for this one alone";
    const light = (on) => {
      for (const chart of charts) {
        chart.classList.toggle("dimmed", on && !hidden.has(series));
        for (const part of chart.querySelectorAll(`[data-s="${series}"]`)) part.classList.toggle("lit", on);
      }
    };
    key.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && light(true));
    key.addEventListener("pointerleave", () => light(false));
    key.addEventListener("click", () => {
      hidden.has(series) ? hidden.delete(series) : hidden.add(series);
      light(false);
      show();
    });
    key.addEventListener("dblclick", () => {
      const alone = names.size - hidden.size === 1 && !hidden.has(series);
      hidden.clear();
      if (!alone) for (const other of names.keys()) if (other !== series) hidden.add(other);
      show();
    });
  }

  function show() {
    for (const key of document.querySelectorAll("[data-key]")) {
      key.setAttribute("aria-pressed", String(!hidden.has(Number(key.dataset.key))));
    }
    for (const chart of charts) {
      for (const part of chart.querySelectorAll("[data-s]")) {
        part.style.display = hidden.has(Number(part.dataset.s)) ? "none" : "";
      }
    }
  }

  const tip = document.getElementById("tip");
  for (const { key, at, places, values } of numbers.charts) {
    const chart = document.querySelector(`[data-chart="${key}"]`);
    if (!chart || !at.length) continue;
    const { left, right, top, bottom } = Object.fromEntries(Object.entries(chart.dataset).map(([name, text]) => [name, Number(text)]));
    const cursor = document.createElementNS("http://www.w3.org/2000/svg", "line");
    cursor.setAttribute("class", "cursor");
    cursor.setAttribute("y1", top);
    cursor.setAttribute("y2", bottom);
    cursor.style.display = "none";
    chart.append(cursor);
    const leave = () => { tip.hidden = true; cursor.style.display = "none"; };
    const move = (event) => {
      const box = chart.getBoundingClientRect();
      const x = (event.clientX - box.left) / box.width * chart.viewBox.baseVal.width;
      const where = (x - left) / (right - left);
      let index = 0;
      at.forEach((place, other) => { if (Math.abs(place - where) < Math.abs(at[index] - where)) index = other; });
      const rows = values
        .filter(({ series, text }) => !hidden.has(series) && text[index] !== undefined)
        .sort((a, b) => b.height[index] - a.height[index]);
      if (!rows.length) return leave();
      const place = left + at[index] * (right - left);
      cursor.setAttribute("x1", place);
      cursor.setAttribute("x2", place);
      cursor.style.display = "";
      const title = document.createElement("b");
      title.textContent = places[index];
      tip.replaceChildren(title, ...rows.map(({ series, text }) => {
        const row = document.createElement("div");
        for (const part of [names.get(series), text[index]]) {
          const cell = document.createElement("span");
          cell.textContent = part;
          row.append(cell);
        }
        return row;
      }));
      tip.hidden = false;
      const size = tip.getBoundingClientRect();
      const beside = event.clientX + 16 + size.width > innerWidth ? event.clientX - 16 - size.width : event.clientX + 16;
      tip.style.left = `${Math.max(8, Math.min(beside, innerWidth - size.width - 8))}px`;
      tip.style.top = `${Math.max(8, Math.min(event.clientY - size.height / 2, innerHeight - size.height - 8))}px`;
    };
    chart.addEventListener("pointermove", move);
    chart.addEventListener("pointerdown", move);
    chart.addEventListener("pointerleave", leave);
    chart.addEventListener("pointercancel", leave);
  }
})();
