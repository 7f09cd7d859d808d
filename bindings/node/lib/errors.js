// What usher refuses, as errors: one class for each code, each with the place and the reason.
'use strict';

class UsherError extends Error {
  constructor(code, message, where) {
    super(where ? `${code} at ${where}: ${message}` : `${code}: ${message}`);
    this.name = this.constructor.name;
    this.code = code;
    this.reason = message;
    this.where = where;
  }
}

class MalformedError extends UsherError {}
class InvalidError extends UsherError {}
class UnknownError extends UsherError {}
class DuplicateError extends UsherError {}
class ConflictError extends UsherError {}
class TooFarAheadError extends UsherError {}
class LimitError extends UsherError {}
class UnavailableError extends UsherError {}
class DamagedError extends UsherError {}
class MisusedError extends UsherError {}
class NoMemoryError extends UsherError {}

const classes = {
  malformed: MalformedError,
  invalid: InvalidError,
  unknown: UnknownError,
  duplicate: DuplicateError,
  conflict: ConflictError,
  too_far_ahead: TooFarAheadError,
  limit: LimitError,
  unavailable: UnavailableError,
  damaged: DamagedError,
  misused: MisusedError,
  no_memory: NoMemoryError,
};

function makeError(code, message, where) {
  return new (classes[code] || UsherError)(code, message, where);
}

// By the number of the status, as feedMoves answers it.
const statusNames = ['ok', ...Object.keys(classes)];

module.exports = {
  UsherError,
  MalformedError,
  InvalidError,
  UnknownError,
  DuplicateError,
  ConflictError,
  TooFarAheadError,
  LimitError,
  UnavailableError,
  DamagedError,
  MisusedError,
  NoMemoryError,
  makeError,
  statusNames,
};
