// Finds and makes elements, for the parts of the page that draw something themselves.

export const part = (id) => document.getElementById(id);

// What is in `content` becomes text or stays an element; it is never read as markup.
export function element(tag, attributes = {}, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}
