// Instants are milliseconds since 1970 or Dates, durations milliseconds or ISO 8601 text; usher gives milliseconds.
'use strict';

const { InvalidError } = require('./errors');

function milliseconds(instant) {
  const found = instant instanceof Date ? instant.getTime() : instant;
  if (typeof found === 'number' && Number.isFinite(found)) return found;
  throw new InvalidError('invalid', `expected milliseconds or a Date, found ${String(instant)}`, '');
}

// Text stays as it is: a local start beside a zone, for one.
function instantText(instant) {
  if (typeof instant === 'string') return instant;
  const found = new Date(milliseconds(instant));
  if (!Number.isNaN(found.getTime())) return found.toISOString();
  throw new InvalidError('invalid', `expected an instant, found ${String(instant)}`, '');
}

function durationText(duration) {
  if (typeof duration !== 'number' || !Number.isFinite(duration)) return duration;
  const whole = Math.floor(Math.abs(duration));
  const rest = whole % 1000;
  const seconds = `${Math.floor(whole / 1000)}${rest ? `.${String(rest).padStart(3, '0')}` : ''}`;
  return `${duration < 0 ? '-' : ''}PT${seconds}S`;
}

module.exports = { milliseconds, instantText, durationText };
