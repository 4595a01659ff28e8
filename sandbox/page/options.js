// What each kind of select offers, what is chosen in it, and how the choice is said to the bot.

import { plain } from "./mrkdwn.js";

const fromOption = (option) => ({
  key: option.value,
  text: plain(option.text),
  hint: option.description && plain(option.description),
  raw: option,
});

const grouped = (holder) =>
  holder.option_groups
    ? holder.option_groups.map((group) => ({
        label: plain(group.label),
        options: group.options.map(fromOption),
      }))
    : [{ options: (holder.options ?? []).map(fromOption) }];

/** `{groups, chosen, toValue, filter, least, most}` for combobox. */
export function selectOptions(el, block, surface) {
  const multi = el.type.startsWith("multi_");
  const kind = el.type.replace(/^multi_/, "").replace(/_select$/, "");
  const kept = surface.get(block, el);
  const shape =
    kind === "static" || kind === "external" ? optionShape(multi) : idShape(kind, multi, surface.world);
  const source = SOURCES[kind](el, block, surface);
  return {
    groups: source,
    chosen: kept ? shape.read(kept) : shape.initial(el, surface),
    toValue: (options) => ({ type: el.type, ...shape.write(options) }),
    filter: kind !== "external",
    least: kind === "external" ? (el.min_query_length ?? 3) : 0,
    most: el.max_selected_items ?? Infinity,
  };
}

function optionShape(multi) {
  return multi
    ? {
        read: (value) => (value.selected_options ?? []).map(fromOption),
        initial: (el) => (el.initial_options ?? []).map(fromOption),
        write: (options) => ({ selected_options: options.map((one) => one.raw) }),
      }
    : {
        read: (value) => [value.selected_option].filter(Boolean).map(fromOption),
        initial: (el) => [el.initial_option].filter(Boolean).map(fromOption),
        write: (options) => ({ selected_option: options[0]?.raw ?? null }),
      };
}

function idShape(kind, multi, world) {
  const word = { users: "user", channels: "channel", conversations: "conversation" }[kind];
  const show = (id) => {
    const channel = world.channel(id);
    return { key: id, text: kind === "users" ? world.nameOf(id) : channel ? world.titleOf(channel) : id };
  };
  const here = (el, surface) =>
    el.default_to_current_conversation && surface.channel ? [surface.channel] : [];
  return multi
    ? {
        read: (value) => (value[`selected_${word}s`] ?? []).map(show),
        initial: (el, surface) => (el[`initial_${word}s`] ?? here(el, surface)).map(show),
        write: (options) => ({ [`selected_${word}s`]: options.map((one) => one.key) }),
      }
    : {
        read: (value) => [value[`selected_${word}`]].filter(Boolean).map(show),
        initial: (el, surface) =>
          (el[`initial_${word}`] ? [el[`initial_${word}`]] : here(el, surface)).map(show),
        write: (options) => ({ [`selected_${word}`]: options[0]?.key ?? null }),
      };
}

const SOURCES = {
  static: (el) => () => grouped(el),
  external: (el, block, surface) => (query) => surface.suggest(block, el, query).then(grouped),
  users: (el, block, surface) => () => [
    {
      options: surface.world.view.people
        .filter((one) => !one.deleted && one.id !== "USLACKBOT")
        .map((one) => ({ key: one.id, text: one.name, hint: one.office ?? (one.bot ? "app" : "") })),
    },
  ],
  channels: (el, block, surface) => () => [
    {
      options: surface.world.view.channels
        .filter((one) => !one.private && !one.with && !one.archived)
        .map((one) => ({ key: one.id, text: `#${one.name}` })),
    },
  ],
  conversations: (el, block, surface) => () => [
    {
      options: surface.world.view.channels
        .filter((one) => fits(one, el.filter, surface.world))
        .map((one) => ({ key: one.id, text: surface.world.titleOf(one) })),
    },
  ],
};

function fits(channel, filter, world) {
  if (channel.archived || !channel.member) return false;
  const kind = channel.with ? "im" : channel.private ? "private" : "public";
  if (filter?.include && !filter.include.includes(kind)) return false;
  return !(filter?.exclude_bot_users && channel.with && world.person(channel.with)?.bot);
}
