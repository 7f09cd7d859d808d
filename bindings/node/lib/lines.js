// Definitions and events as lines of JSON: the members are those of the text format, with milliseconds and Dates allowed
// where it has text.
'use strict';

const { durationText, instantText } = require('./times');

const instants = new Set(['at', 'seen', 'start']);
const durations = new Set([
  'offset',
  'duration',
  'correct_for',
  'spacing',
  'call_time',
  'max_lead',
  'give_up_after',
  'max_skew',
  'retain',
  'max_defer',
]);
const hosts = new Set(['action', 'profile']);

// The host's own is not looked into.
function asText(value, name) {
  if (hosts.has(name)) return value;
  if (instants.has(name) && (typeof value === 'number' || value instanceof Date)) return instantText(value);
  if (durations.has(name)) return durationText(value);
  if (Array.isArray(value)) return value.map((one) => asText(one, ''));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([member, one]) => [member, asText(one, member)]));
}

function toLine(value, type) {
  if (typeof value === 'string') return value;
  return JSON.stringify(asText(type ? { type, ...value } : value, ''));
}

module.exports = { toLine };
