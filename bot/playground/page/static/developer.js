// The panel for developers of the bot.

export function start() {}
