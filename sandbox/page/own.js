// What Slack itself answers, before any app hears of it: its own commands, and names of whoever is not there.

/** Slack's own commands, as suggestions show them. */
export const OWN_COMMANDS = [{ command: "/invite", hint: "@somebody", says: "Bring people into this channel" }];

const NAMES = /(?<!\S)@([\p{L}\p{N}_.-]+)/gu;

/** Runs one of them in a channel; gives back what its sender alone is told, if anything. */
export async function ownCommand(text, channel, world, invite) {
  const { people, strangers } = named(text, world);
  if (strangers.length) return `Nobody here is called @${strangers[0]}, so nobody was invited.`;
  if (!people.length) return "Whom? Type `/invite @` and choose them from the list.";
  if (channel.with || channel.group) return "People can be invited to channels only.";
  const wanted = people.filter((one) => !channel.members.includes(one.id));
  if (!wanted.length) return "They are in this channel already.";
  await invite(wanted.map((one) => one.id));
  return undefined;
}

/** What a sender is told whose message names somebody who does not read this channel. */
export function notHere(text, channel, world) {
  if (channel.with || channel.group) return undefined;
  const [one] = named(text, world).people.filter((each) => !channel.members.includes(each.id));
  return one && `${one.name} is not in this channel and does not read this. To bring them in, type \`/invite @${one.handle}\`.`;
}

function named(text, world) {
  const handles = [...text.matchAll(NAMES)].map((found) => found[1].toLowerCase());
  const known = new Map(world.view.people.filter((one) => !one.deleted).map((one) => [one.handle, one]));
  return {
    people: handles.filter((one) => known.has(one)).map((one) => known.get(one)),
    strangers: handles.filter((one) => !known.has(one)),
  };
}
