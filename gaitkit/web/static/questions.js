// Shows a question only once the answers that it hangs on are given.

const form = document.querySelector("#questions");

function given(name) {
  return new FormData(form).getAll(name);
}

function holds(condition) {
  const answers = given(condition.question);
  if (condition.above !== null) return answers.some((value) => Number(value) > condition.above);
  return answers.some((value) => condition.values.map(String).includes(value));
}

function fit() {
  for (const one of form.querySelectorAll("[data-hangs]")) {
    const fits = JSON.parse(one.dataset.hangs).every(holds);
    one.hidden = one.disabled = !fits;
  }
}

form.addEventListener("change", fit);
form.addEventListener("click", (event) => {
  if (!event.target.matches(".clear")) return;
  for (const field of event.target.closest("fieldset").querySelectorAll("input")) field.checked = false;
  fit();
});
fit();
