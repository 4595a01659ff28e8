// Dates and times as one person reads them: in that person's zone, against the sandbox's clock.

const formats = new Map();

function format(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }));
  return formats.get(key);
}

/** When a message was posted, in ms. */
export const momentOfTs = (ts) => Number(ts) * 1000;

/** "2026-03-02" as the calendar of `zone` has it. */
export function dayOf(ms, zone) {
  const part = partsOf(ms, zone);
  return `${part.year}-${part.month}-${part.day}`;
}

/** "9:04 AM". */
export const timeOf = (ms, zone) => format(zone, { hour: "numeric", minute: "2-digit" }).format(ms);

/** "9:04:05 AM". */
export const timeWithSeconds = (ms, zone) =>
  format(zone, { hour: "numeric", minute: "2-digit", second: "2-digit" }).format(ms);

/** "Mon, Mar 2, 9:04 AM". */
export const shortMoment = (ms, zone) =>
  `${format(zone, { weekday: "short", month: "short", day: "numeric" }).format(ms)}, ${timeOf(ms, zone)}`;

/** "GMT", "PST": the zone's own short name at that moment. */
export function zoneName(ms, zone) {
  return format(zone, { timeZoneName: "short" })
    .formatToParts(ms)
    .find((part) => part.type === "timeZoneName").value;
}

/** "Today", "Yesterday" or "Monday, March 2nd": what stands on the line between two days. */
export function dayHeading(ms, now, zone) {
  return near(ms, now, zone) ?? longDay(ms, zone, false);
}

/** The moment (ms) at which the clocks of `zone` show this local date and time, `YYYY-MM-DDTHH:mm`. */
export function momentOf(local, zone) {
  const wanted = Date.parse(`${local}:00Z`);
  let guess = wanted;
  for (let turn = 0; turn < 3; turn += 1) guess += wanted - Date.parse(`${localOf(guess, zone)}:00Z`);
  return guess;
}

/** `YYYY-MM-DDTHH:mm` on the clocks of `zone`. */
export function localOf(ms, zone) {
  const part = partsOf(ms, zone);
  return `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

/** "just now", "4 minutes ago", "in 2 hours". */
export function ago(ms, now) {
  const minutes = Math.round(Math.abs(now - ms) / 60000);
  if (minutes < 1) return "just now";
  const words =
    minutes < 60
      ? count(minutes, "minute")
      : minutes < 1440
        ? count(Math.round(minutes / 60), "hour")
        : count(Math.round(minutes / 1440), "day");
  return ms <= now ? `${words} ago` : `in ${words}`;
}

/** Fills the tokens of a Slack date, as in `{date_short_pretty} at {time}`; `first` where a line begins with it. */
export function dateWords(pattern, ms, now, zone, first = true) {
  const pretty = (words) => near(ms, now, zone)?.toLowerCase() ?? words;
  const short = format(zone, { month: "short", day: "numeric", year: "numeric" }).format(ms);
  const tokens = {
    "{date_num}": dayOf(ms, zone),
    "{date}": `${plainDay(ms, zone)}, ${partsOf(ms, zone).year}`,
    "{date_short}": short,
    "{date_long}": longDay(ms, zone, true),
    "{date_pretty}": pretty(`${plainDay(ms, zone)}, ${partsOf(ms, zone).year}`),
    "{date_short_pretty}": pretty(short),
    "{date_long_pretty}": pretty(longDay(ms, zone, true)),
    "{time}": timeOf(ms, zone),
    "{time_secs}": timeWithSeconds(ms, zone),
    "{ago}": ago(ms, now),
  };
  const words = pattern.replace(/\{[a-z_]+\}/g, (token) => tokens[token] ?? token);
  return first ? words.charAt(0).toUpperCase() + words.slice(1) : words;
}

/** Writes every shown date again; called when the minute, the day or the viewer changes. */
export function refreshDates(root, now, zone) {
  for (const one of root.querySelectorAll("time[data-pattern]")) {
    one.textContent = dateWords(one.dataset.pattern, Number(one.dataset.at), now, zone, "first" in one.dataset);
  }
}

function partsOf(ms, zone) {
  const options = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  };
  return Object.fromEntries(
    format(zone, options)
      .formatToParts(ms)
      .map((part) => [part.type, part.value]),
  );
}

function near(ms, now, zone) {
  const days = Math.round((Date.parse(dayOf(ms, zone)) - Date.parse(dayOf(now, zone))) / 86400000);
  return { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[days];
}

function plainDay(ms, zone) {
  const day = Number(partsOf(ms, zone).day);
  const ending = day > 10 && day < 14 ? "th" : (["th", "st", "nd", "rd"][day % 10] ?? "th");
  return `${format(zone, { month: "long" }).format(ms)} ${day}${ending}`;
}

function longDay(ms, zone, year) {
  const words = `${format(zone, { weekday: "long" }).format(ms)}, ${plainDay(ms, zone)}`;
  return year ? `${words}, ${partsOf(ms, zone).year}` : words;
}

const count = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
