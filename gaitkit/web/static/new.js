// The form of a new session: films are sent one after another as soon as they are chosen.

const token = document.querySelector("meta[name=token]").content;
const form = document.querySelector("#new");
const rows = document.querySelector("#uploads");
const drop = document.querySelector("#drop");
const choose = document.querySelector("#choose");
const problem = document.querySelector("#problem");
const words = rows.dataset;
let last = Promise.resolve();

function take(files) {
  problem.hidden = true;
  for (const file of files) {
    const row = newRow(file.name);
    if (file.size > Number(words.largest)) settle(row, { problem: words.large });
    else last = last.then(() => send(file, row));
  }
  choose.value = "";
}

function newRow(name) {
  const row = document.createElement("li");
  row.className = "busy";
  row.innerHTML = '<span class="name"></span><progress max="100" value="0"></progress><span class="words"></span><button type="button" class="quiet"></button>';
  row.querySelector(".name").textContent = name;
  row.querySelector(".words").textContent = words.sending.replace("{percent}", 0);
  const button = row.querySelector("button");
  button.textContent = words.remove;
  button.setAttribute("aria-label", `${words.remove}: ${name}`);
  button.addEventListener("click", () => remove(row));
  rows.append(row);
  return row;
}

function send(file, row) {
  return new Promise((done) => {
    if (!row.isConnected) return done();
    const request = new XMLHttpRequest();
    request.open("POST", "/uploads");
    request.setRequestHeader("X-Gaitkit-Token", token);
    request.setRequestHeader("X-Title", encodeURIComponent(file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.addEventListener("progress", (sent) => {
      const percent = sent.total ? Math.floor((100 * sent.loaded) / sent.total) : 0;
      row.querySelector("progress").value = percent;
      row.querySelector(".words").textContent = percent < 100 ? words.sending.replace("{percent}", percent) : words.looking;
    });
    request.addEventListener("load", () => done(settle(row, request.response || { problem: words.lost })));
    request.addEventListener("error", () => done(settle(row, { problem: words.lost })));
    request.addEventListener("abort", () => done());
    row.request = request;
    request.send(file);
  });
}

function settle(row, answer) {
  row.className = answer.problem ? "bad" : "good";
  row.querySelector("progress").remove();
  row.querySelector(".words").textContent = answer.problem || answer.about;
  if (!answer.id) return;
  row.querySelector(".name").textContent = answer.title;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "upload", value: answer.id });
  row.append(field);
}

function remove(row) {
  row.request?.abort();
  const field = row.querySelector("[name=upload]");
  if (field) fetch("/uploads/discard", { method: "POST", headers: { "X-Gaitkit-Token": token }, body: new URLSearchParams({ id: field.value }) });
  row.remove();
  choose.focus();
}

function complain(text) {
  problem.textContent = text;
  problem.hidden = false;
  problem.scrollIntoView({ block: "center" });
}

choose.addEventListener("change", () => take(choose.files));
for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => event.preventDefault());
addEventListener("dragover", () => drop.classList.add("over"));
addEventListener("dragleave", (event) => event.relatedTarget || drop.classList.remove("over"));
addEventListener("drop", (event) => {
  drop.classList.remove("over");
  take(event.dataTransfer.files);
});
form.addEventListener("submit", (event) => {
  const trouble = rows.querySelector(".busy") ? words.wait : rows.querySelector("[name=upload]") ? "" : words.none;
  if (!trouble) return;
  event.preventDefault();
  complain(trouble);
});

const person = document.querySelector("#person");
function choosePerson() {
  const newcomer = document.querySelector("#newcomer");
  newcomer.hidden = newcomer.disabled = Boolean(person.value);
  form.elements.height.value = person.selectedOptions[0].dataset.height || "";
}
if (person) {
  person.addEventListener("change", choosePerson);
  choosePerson();
}
