(() => {
  const box = document.getElementById("filter"), table = document.getElementById("days");
  if (!box || !table) return;
  box.closest("p").hidden = false;
  const rows = [...table.tBodies[0].rows].map((row) => [row, row.textContent.toLowerCase()]);
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const [row, text] of rows) row.hidden = !words.every((word) => text.includes(word));
  });
})();
