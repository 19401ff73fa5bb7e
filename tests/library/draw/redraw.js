// A draw again, written from spec/draw.md alone: no code of the library is used.
"use strict";
const { createHash, createHmac } = require("crypto");
const { readFileSync } = require("fs");

const sha = (...parts) => createHash("sha256").update(Buffer.concat(parts)).digest();
const hex = (text) => Buffer.from(text, "hex");
const byCode = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const keys = Object.keys(value).sort(byCode);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
}

function* words(seed, label) {
  for (let counter = 0n; ; counter += 1n) {
    const tail = Buffer.alloc(8);
    tail.writeBigUInt64BE(counter);
    const head = Buffer.from("qingtian.draw.stream/1\n" + canonical(label));
    const block = createHmac("sha256", seed).update(Buffer.concat([head, tail])).digest();
    for (let at = 0; at < 32; at += 8) yield block.readBigUInt64BE(at);
  }
}

function below(stream, bound) {
  const limit = (1n << 64n) - ((1n << 64n) % bound);
  for (;;) {
    const word = stream.next().value;
    if (word < limit) return word % bound;
  }
}

function pick(stream, items, count) {
  const left = [...items];
  for (let at = 0; at < count; at += 1) {
    const other = at + Number(below(stream, BigInt(left.length - at)));
    [left[at], left[other]] = [left[other], left[at]];
  }
  return left.slice(0, count);
}

function counted({ take, of, least }, size, rounding) {
  const rest = (take * size) % of;
  const whole = (take * size - rest) / of;
  const more = { down: false, "half-up": 2 * rest >= of, up: rest > 0 }[rounding];
  return Math.min(size, Math.max(least, whole + (more ? 1 : 0)));
}

function barred(person, object, day, settings) {
  if (person.employers.includes(object.key) || person.family.includes(object.key)) return true;
  const year = Math.max(0, Number(day.slice(0, 4)) - settings.service_years);
  const since = String(year).padStart(4, "0") + day.slice(4);
  const served = person.served.some((one) => one.object === object.key && one.until > since);
  if (settings.service_years > 0 && served) return true;
  return settings.district && person.district !== "" && person.district === object.district;
}

function draw(pool, settings, seed) {
  const drawn = [];
  for (const category of Object.keys(settings.categories).sort(byCode)) {
    const of = pool.objects.filter((each) => each.category === category);
    const count = counted(settings.categories[category], of.length, settings.rounding);
    for (const object of pick(words(seed, ["objects", category]), of, count)) {
      const team = [];
      for (const group of Object.keys(settings.teams).sort(byCode)) {
        const allowed = pool.people.filter(
          (each) => each.group === group && !barred(each, object, pool.day, settings));
        const stream = words(seed, ["team", object.key, group]);
        for (const one of pick(stream, allowed, settings.teams[group])) {
          team.push({ group, person: one.key });
        }
      }
      drawn.push({ object: object.key, team });
    }
  }
  return drawn;
}

function redrawn(record) {
  const papers = record.entries.filter((each) => each.paper).map((each) => ({
    name: sha(hex(each.paper.salt), Buffer.from(each.paper.text)).toString("hex"),
    by: JSON.parse(each.entry).by,
    ...JSON.parse(each.paper.text),
  }));
  const step = (name) => papers.filter((each) => each.step === name);
  const [announcement] = step("announcement");
  const [pool] = step("pool");
  const secrets = announcement.parties.map((party) =>
    hex(step("reveal").find((each) => each.by === party.key).secret));
  const note = record.fixed;
  const text = Buffer.from(note.slice(0, note.indexOf("\n\n") + 1));
  const size = Buffer.alloc(4);
  size.writeUInt32BE(text.length);
  const seed = sha(Buffer.from("qingtian.draw.seed/1\n"), hex(announcement.name),
    hex(pool.name), size, text, ...secrets);
  return { seed: seed.toString("hex"), drawn: draw(pool.pool, announcement.settings, seed) };
}

const vectors = JSON.parse(readFileSync(process.argv[2], "utf8"));
const streams = vectors.streams.map(({ seed, label }) => {
  const some = (next, count) => Array.from({ length: count }, next);
  const [first, small, wide] = [0, 0, 0].map(() => words(hex(seed), label));
  return {
    words: some(() => first.next().value.toString(16).padStart(16, "0"), 6),
    below_7: some(() => Number(below(small, 7n)), 12),
    below_wide: some(() => String(below(wide, BigInt(vectors.wide))), 8),
    picked: pick(words(hex(seed), label), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10),
  };
});
const counts = vectors.counts.map(([take, of, least, size, rounding]) =>
  counted({ take, of, least }, size, rounding));
const draws = vectors.draws.map(({ seed }) => draw(vectors.pool, vectors.settings, hex(seed)));
const c = vectors.commitment;
const committed = sha(Buffer.from("qingtian.draw.secret/1\n"), hex(c.draw), hex(c.party),
  hex(c.salt), hex(c.secret)).toString("hex");
const answer = { streams, counts, draws, committed, record: redrawn(vectors.record) };
process.stdout.write(JSON.stringify(answer));
