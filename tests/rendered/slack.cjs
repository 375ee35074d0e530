// Reads {"blocks": [...], "name": "...", "logo": "data:..."} and writes the HTML of one Slack message.
const { createElement } = require("react");
const { renderToStaticMarkup } = require("react-dom/server");
const { Message } = require("slack-blocks-to-jsx");

let read = "";
process.stdin.on("data", (piece) => (read += piece));
process.stdin.on("end", () => {
  const { blocks, name, logo } = JSON.parse(read);
  process.stdout.write(renderToStaticMarkup(createElement(Message, { blocks, name, logo, time: new Date(2026, 0, 5, 9, 30) })));
});
