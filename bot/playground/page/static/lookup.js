// Selects whose options the bot offers while one types.

export const chosen = (lookup) => [...lookup.querySelectorAll(".chip")].map((chip) => JSON.parse(chip.dataset.option));

function chip(option) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.dataset.option = JSON.stringify(option);
  button.textContent = `${option.text.text} ×`;
  return button;
}

export function choose(lookup, option) {
  if (lookup.dataset.kind === "external_select") lookup.querySelectorAll(".chip").forEach((old) => old.remove());
  lookup.prepend(chip(option));
  lookup.querySelector("input").value = "";
  lookup.querySelector("ul").replaceChildren();
}

export async function search(lookup, ask) {
  const input = lookup.querySelector("input");
  const query = input.value;
  const list = lookup.querySelector("ul");
  if (query.length < Number(lookup.dataset.least)) return list.replaceChildren();
  const { options = [] } = await ask(query);
  if (input.value !== query) return;
  list.replaceChildren(
    ...options.map((option) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = option.text.text;
      button.addEventListener("click", () => lookup.dispatchEvent(new CustomEvent("picked", { detail: option, bubbles: true })));
      item.append(button);
      return item;
    }),
  );
}
