// The common emoji by their shortcodes; an unknown shortcode stays readable as :name:.

const TABLE = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|clap 👏|wave 👋|raised_hands 🙌|pray 🙏|muscle 💪|point_right 👉|point_left 👈|point_up 👆|point_down 👇|ok_hand 👌|handshake 🤝|raised_hand ✋|hand ✋|v ✌️|writing_hand ✍️|eyes 👀|
smile 😄|smiley 😃|grinning 😀|blush 😊|joy 😂|laughing 😆|wink 😉|thinking_face 🤔|sweat_smile 😅|slightly_smiling_face 🙂|neutral_face 😐|cry 😢|sob 😭|scream 😱|sleeping 😴|heart_eyes 😍|sunglasses 😎|face_with_monocle 🧐|exploding_head 🤯|tired_face 😫|relieved 😌|saluting_face 🫡|
heart ❤️|broken_heart 💔|tada 🎉|confetti_ball 🎊|sparkles ✨|star ⭐|star2 🌟|fire 🔥|fire_engine 🚒|firefighter 🧑‍🚒|rotating_light 🚨|boom 💥|zap ⚡|100 💯|trophy 🏆|medal 🏅|rocket 🚀|bulb 💡|mega 📣|loudspeaker 📢|bell 🔔|no_bell 🔕|speech_balloon 💬|thought_balloon 💭|
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|exclamation ❗|heavy_exclamation_mark ❗|question ❓|grey_question ❔|bangbang ‼️|information_source ℹ️|sos 🆘|construction 🚧|recycle ♻️|
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_red_square 🟥|large_orange_square 🟧|large_yellow_square 🟨|large_green_square 🟩|large_blue_square 🟦|white_large_square ⬜|black_large_square ⬛|small_blue_diamond 🔹|large_blue_diamond 🔷|small_orange_diamond 🔸|
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_upper_right ↗️|arrows_counterclockwise 🔄|arrows_clockwise 🔃|leftwards_arrow_with_hook ↩️|fast_forward ⏩|rewind ⏪|arrow_forward ▶️|double_vertical_bar ⏸️|black_square_for_stop ⏹️|repeat 🔁|
clock1 🕐|clock3 🕒|clock9 🕘|alarm_clock ⏰|stopwatch ⏱️|timer_clock ⏲️|hourglass ⌛|hourglass_flowing_sand ⏳|watch ⌚|calendar 📅|date 📅|spiral_calendar_pad 🗓️|sunrise 🌅|sunny ☀️|crescent_moon 🌙|earth_africa 🌍|earth_americas 🌎|earth_asia 🌏|globe_with_meridians 🌐|cloud ☁️|snowflake ❄️|rainbow 🌈|
memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|page_facing_up 📄|scroll 📜|book 📖|books 📚|bookmark 🔖|bookmark_tabs 📑|label 🏷️|pushpin 📌|round_pushpin 📍|paperclip 📎|link 🔗|file_folder 📁|open_file_folder 📂|card_index 📇|bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|mag 🔍|mag_right 🔎|lock 🔒|unlock 🔓|key 🔑|shield 🛡️|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|gear ⚙️|toolbox 🧰|nut_and_bolt 🔩|
email 📧|envelope ✉️|incoming_envelope 📨|inbox_tray 📥|outbox_tray 📤|telephone ☎️|telephone_receiver 📞|pager 📟|computer 💻|desktop_computer 🖥️|iphone 📱|satellite 📡|floppy_disk 💾|package 📦|truck 🚚|credit_card 💳|moneybag 💰|dollar 💵|shopping_trolley 🛒|
robot_face 🤖|ghost 👻|bug 🐛|beetle 🐞|ant 🐜|snail 🐌|turtle 🐢|whale 🐳|octopus 🐙|dog 🐶|cat 🐱|see_no_evil 🙈|detective 🕵️|office_worker 🧑‍💼|bust_in_silhouette 👤|busts_in_silhouette 👥|runner 🏃|walking 🚶|crown 👑|dart 🎯|mortar_board 🎓|coffee ☕|pizza 🍕|cake 🍰|beers 🍻|checkered_flag 🏁|triangular_flag_on_post 🚩|white_flag 🏳️|thread 🧵|seedling 🌱|herb 🌿|four_leaf_clover 🍀|test_tube 🧪|microscope 🔬|compass 🧭|world_map 🗺️|anchor ⚓|ship 🚢|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|zero 0️⃣|new 🆕|ok 🆗|up 🆙|cool 🆒|heavy_plus_sign ➕|heavy_minus_sign ➖|vertical_traffic_light 🚦|traffic_light 🚥|ambulance 🚑|hospital 🏥|pill 💊|adhesive_bandage 🩹|umbrella ☔|electric_plug 🔌|battery 🔋|wastebasket 🗑️|door 🚪|inbox_tray 📥|gb 🇬🇧|us 🇺🇸|flag-sg 🇸🇬|flag-gb 🇬🇧|flag-us 🇺🇸`;

const EMOJI = new Map(
  TABLE.split("|")
    .map((pair) => pair.trim())
    .filter(Boolean)
    .map((pair) => {
      const space = pair.indexOf(" ");
      return [pair.slice(0, space), pair.slice(space + 1)];
    }),
);

/** What one reaches for most when reacting. */
export const USUAL = [
  "+1",
  "eyes",
  "white_check_mark",
  "tada",
  "heart",
  "joy",
  "pray",
  "fire",
  "rotating_light",
  "thinking_face",
  "100",
  "x",
];

/** The character for a shortcode without colons, or undefined. */
export const emojiFor = (name) => EMOJI.get(name);

/** Up to `limit` [shortcode, character] pairs whose shortcode holds `part`. */
export function emojiLike(part, limit) {
  return [...EMOJI].filter(([name]) => name.includes(part)).slice(0, limit);
}

/** Text with known shortcodes turned into characters. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):(?::skin-tone-\d:)?/g, (whole, name) => EMOJI.get(name) ?? whole);
}
