"""What is wrong with a page as it stands in a browser: too wide, unnamed, unreadable, untranslated."""

from __future__ import annotations

import re

from support.browser import Reader
from support.wording import foreign

#: WCAG 2, checked where a page stands: names of pictures and fields, order of heads, contrast AA.
FAULTS = r"""
const faults = [];
const named = (one) => (one.getAttribute('aria-label') || one.getAttribute('title') ||
    (one.labels && one.labels.length && one.labels[0].textContent) || one.textContent || '').trim();
const brief = (one) => one.outerHTML.replace(/\s+/g, ' ').slice(0, 90);
const shown = (one) => one.checkVisibility({visibilityProperty: true});
if (!document.title.trim()) faults.push('no title');
if (!document.documentElement.lang) faults.push('no language');
if (document.querySelectorAll('main').length !== 1) faults.push('not one main');
if (document.querySelectorAll('h1').length > 1) faults.push('more than one h1');
for (const one of document.querySelectorAll('img:not([alt])')) faults.push('no alt: ' + brief(one));
for (const one of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
  if (shown(one) && !named(one) && !one.placeholder) faults.push('no label: ' + brief(one));
for (const one of document.querySelectorAll('a[href], button'))
  if (shown(one) && !named(one) && !one.querySelector('[aria-label], img[alt], title'))
    faults.push('no name: ' + brief(one));
const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at)))
  faults.push('twice the id ' + id);
let before = 0;
for (const one of document.querySelectorAll('h1, h2, h3, h4')) {
  const level = Number(one.tagName[1]);
  if (before && level > before + 1) faults.push('a head is left out: ' + brief(one));
  before = level;
}
const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const rgba = (colour) => {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = '#000'; canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
};
const over = (top, under) => top.slice(0, 3).map((c, n) => c * top[3] + under[n] * (1 - top[3]));
const ground = (one) => {
  const stack = [];
  for (let at = one; at; at = at.parentElement) {
    const style = getComputedStyle(at);
    if (style.backgroundImage !== 'none') return null;
    const colour = rgba(style.backgroundColor);
    if (colour[3] > 0) stack.push(colour);
    if (colour[3] === 1) break;
  }
  return stack.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
};
const light = (rgb) => {
  const [r, g, b] = rgb.map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const seen = new Set();
while (walker.nextNode()) {
  const one = walker.currentNode.parentElement;
  if (!walker.currentNode.textContent.trim() || seen.has(one) || !shown(one)) continue;
  seen.add(one);
  if (one.closest('svg, script, style, noscript, option, .visually-hidden, .skip')) continue;
  const box = one.getBoundingClientRect();
  if (box.width < 2 || box.height < 2) continue;
  const under = ground(one);
  if (!under) continue;
  const style = getComputedStyle(one);
  const ink = over(rgba(style.color), under);
  const [low, high] = [light(ink), light(under)].sort((a, b) => a - b);
  const ratio = (high + 0.05) / (low + 0.05);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (ratio < (large ? 3 : 4.5) - 0.01)
    faults.push('contrast ' + ratio.toFixed(2) + ': ' + brief(one));
}
return [...new Set(faults)].slice(0, 12);
"""


def faults(reader: Reader, language: str, allowed: re.Pattern[str]) -> list[str]:
    """List what is wrong with the page in front of a reader.

    Parameters
    ----------
    reader
        With the page open.
    language
        `zh-hans` or `en`.
    allowed
        Words of the other language that may stand on it.
    """
    found = [f"too wide by {reader.overflow()} px"] if reader.overflow() > 0 else []
    found += [f"console: {one[:160]}" for one in reader.complaints()]
    found += list(reader.driver.execute_script(FAULTS))
    page = reader.driver.page_source
    strange = dict.fromkeys(foreign(page, language, allowed))
    return found + [f"untranslated: {one}" for one in list(strange)[:12]]
