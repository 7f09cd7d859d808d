// Members of definitions and events are those of usher's text format (docs/semantics.md): snake_case, as in JSON.

/** Milliseconds since 1970, or a Date. What usher gives is milliseconds. */
export type Instant = number | Date;
/** Milliseconds, or ISO 8601: "PT90M". */
export type Duration = number | string;
export type Json = null | boolean | number | string | Json[] | { [member: string]: Json };

export interface Options {
  walk_ins?: 'register' | 'ignore';
  max_skew?: Duration;
  retain?: Duration;
  max_defer?: Duration;
}

export interface Connection {
  id: string;
  lane?: string;
  batch?: number;
  spacing?: Duration;
  call_time?: Duration;
  max_lead?: Duration;
  max_attempts?: number;
  give_up_after?: Duration;
  on_unknown?: 'resend' | 'hold';
}

export type Audience =
  | 'all'
  | 'participants'
  | 'non_participants'
  | 'online'
  | 'offline'
  | 'attended'
  | 'absent'
  | { any_of: Audience[] }
  | { all_of: Audience[] }
  | { not: Audience };
export type Anchor = 'start' | 'end' | 'registered' | 'joined' | 'participated' | { marker: string };

export interface Rule {
  id: string;
  when: { anchor: Anchor; offset?: Duration };
  audience?: Audience;
  connection: string;
  action?: Json;
  when_late?: 'skip' | 'at_once';
  correct?: boolean;
  correct_for?: Duration;
}

export interface Webinar {
  id: string;
  title?: string;
  /** An instant, or local time as text with `zone`. */
  start: Instant | string;
  zone?: string;
  duration: Duration;
  timing?: 'automated' | 'live';
  threshold?: { percent?: number; measure?: 'position' | 'watched' };
  rules?: Rule[];
}

interface Happened {
  at: Instant | string;
  seen?: Instant | string;
}
export type Event =
  | (Happened & { type: 'webinar.scheduled' | 'webinar.edited'; webinar: Webinar })
  | (Happened & { type: 'webinar.moved'; webinar: string; start: Instant | string })
  | (Happened & { type: 'webinar.started' | 'webinar.ended' | 'webinar.cancelled'; webinar: string })
  | (Happened & { type: 'webinar.marker'; webinar: string; marker: string })
  | (Happened & { type: 'attendee.registered'; webinar: string; attendee: string; profile?: Json })
  | (Happened & { type: 'attendee.unregistered'; webinar: string; attendee: string })
  | (Happened & { type: 'attendee.joined' | 'attendee.left'; webinar: string; attendee: string; session?: string });

/** What became of an event that was not refused. */
export type Fed = 'applied' | 'late' | 'ahead' | 'duplicate' | 'ignored';
export type Kind = 'transfer' | 'retraction';
export type StandingName = 'attended' | 'participant' | 'online';

export class UsherError extends Error {
  /** "invalid", "unknown" ... */
  readonly code: string;
  /** "expected ..., found ..." */
  readonly reason: string;
  /** JSON pointer of the offending value; empty where there is no such place. */
  readonly where: string;
}
export class MalformedError extends UsherError {}
export class InvalidError extends UsherError {}
export class UnknownError extends UsherError {}
export class DuplicateError extends UsherError {}
export class ConflictError extends UsherError {}
export class TooFarAheadError extends UsherError {}
export class LimitError extends UsherError {}
export class UnavailableError extends UsherError {}
export class DamagedError extends UsherError {}
export class MisusedError extends UsherError {}
export class NoMemoryError extends UsherError {}

export interface Handover {
  readonly attendee: string;
  /** JSON, byte for byte as registered; empty: none. */
  readonly profile: string;
  /** Idempotency key, the same for every attempt. */
  readonly key: string;
  readonly due: number;
  readonly decidedAt: number;
  readonly standing: Readonly<Record<StandingName, boolean>>;
  readonly attempt: number;
  /** A crash has hidden what became of an earlier call with this key. */
  readonly redelivery: boolean;
}

/** What the host reports of a call, or of one handover of it. */
export class Outcome {
  private constructor();
  static readonly delivered: Outcome;
  static retry(options?: { after?: number; reason?: string }): Outcome;
  static rejected(reason: string): Outcome;
  static throttled(until: Instant, reason?: string): Outcome;
}

/** A call to make; in flight until it is completed. It owns what it holds. */
export class Call {
  private constructor();
  readonly id: number;
  readonly kind: Kind;
  readonly lane: string;
  readonly connection: string;
  readonly webinar: string;
  readonly rule: string;
  /** The rule's, as JSON, byte for byte; empty: none. */
  readonly action: string;
  readonly startedAt: number;
  readonly handovers: readonly Handover[];
  complete(outcomes: Outcome | Outcome[], now: Instant): void;
  delivered(now: Instant): void;
}

export interface PlannedMoment {
  webinar: string;
  rules: string[];
  connection: string;
  lane: string;
  due: string;
  handovers: number;
  calls: number;
  starts_at: string;
  finishes_at: string;
  lateness: string;
  outlook: 'on_time' | 'late' | 'put_off' | 'infeasible';
}
export interface PendingHandover {
  kind: Kind;
  webinar: string;
  rule: string;
  attendee: string;
  connection: string;
  due: string;
  state: 'waiting' | 'in_flight' | 'retrying';
  attempts: number;
  retry_at?: string;
  in_flight_since?: string;
}
export interface DeadLetter {
  kind: Kind;
  key: string;
  webinar: string;
  rule: string;
  attendee: string;
  connection: string;
  due: string;
  decided_at: string;
  died_at: string;
  standing: StandingName[];
  attempts: number;
  reason: string;
  action?: Json;
  profile?: Json;
}
export interface ConnectionStatus {
  id: string;
  lane: string;
  state: 'open' | 'throttled' | 'suspended' | 'paused';
  until?: string;
  failures_in_row: number;
  calls: number;
  mean_call_time: string;
}
export interface Explanation {
  verdict: string;
  kind: Kind;
  sentence: string;
  registered: boolean;
  stays: { joined: string; left?: string; session?: string }[];
  start?: string;
  mark?: string;
  end?: string;
  due?: string;
  decided_at?: string;
  standing?: StandingName[];
  corrected_at?: string;
  watched: string;
}
export type Counter =
  | 'applied'
  | 'late'
  | 'ahead'
  | 'duplicate'
  | 'ignored'
  | 'refused'
  | 'unpaired_leaves'
  | 'calls'
  | 'delivered'
  | 'retried'
  | 'rejected'
  | 'gave_up'
  | 'cancelled'
  | 'throttled'
  | 'decided_early'
  | 'retractions'
  | 'corrections'
  | 'differences'
  | 'webinars_freed'
  | 'webinars'
  | 'in_flight'
  | 'dead_letters';

export interface JournalOptions {
  options?: Options | string;
  /** What a sync survives; default: power. */
  durability?: 'power' | 'process';
  mustExist?: boolean;
  maxUnsynced?: number;
  /** Bytes that may wait while the journal fails; 0: 64 MiB. */
  mostUnwritten?: number;
}
export interface WaitingOptions {
  /** Default: Date.now. */
  clock?: () => Instant;
  signal?: AbortSignal;
  /** Resolves after so many milliseconds, or as soon as the signal is aborted; default: by a timer. */
  wait?: (duration: number, signal: AbortSignal) => Promise<void>;
}
/** Stands for an attendee until the webinar is freed or the attendee forgotten. */
export type Attendee = number;

/** Not for several threads; what is refused throws an UsherError and changes nothing, save that `now` has come. */
export class Queue implements AsyncIterable<Call> {
  constructor(options?: Options | string);
  static open(path: string, options?: JournalOptions): Queue;
  close(): void;
  readonly closed: boolean;
  /** Calls back whenever something may have brought work, until what it gives is called. */
  onChange(wake: () => void): () => void;

  addConnection(connection: Connection | string): void;
  changeConnection(connection: Connection | string): void;
  pause(connection: string, now: Instant): void;
  resume(connection: string, now: Instant): void;

  feed(event: Event | string, now: Instant, sourcePosition?: string): Fed;
  feedMany(events: (Event | string)[], now: Instant, sourcePosition?: string): (Fed | UsherError)[];
  registered(webinar: string, attendee: string, profile: string, at: Instant, now: Instant): Fed;
  joined(webinar: string, attendee: string, session: string, at: Instant, now: Instant): Fed;
  left(webinar: string, attendee: string, session: string, at: Instant, now: Instant): Fed;
  resolve(webinar: string, attendee: string): Attendee;
  attendeeJoined(who: Attendee, at: Instant, now: Instant): Fed;
  attendeeLeft(who: Attendee, at: Instant, now: Instant): Fed;
  feedMoves(who: Float64Array, at: Float64Array, left: Uint8Array, now: Instant): Int32Array;

  next(now: Instant, lane?: string): Call | null;
  drain(clock: () => Instant): Generator<Call, void>;
  complete(call: Call | number, outcomes: Outcome | Outcome[], now: Instant): void;
  wakeAt(): number | undefined;
  /** Every call as soon as it can be made. */
  calls(options?: WaitingOptions): AsyncGenerator<Call, void>;
  [Symbol.asyncIterator](): AsyncGenerator<Call, void>;
  /** Makes the calls, one at a time on each lane. What `makeCall` throws counts as retry. */
  serve(makeCall: (call: Call) => Promise<Outcome | Outcome[]>, options?: WaitingOptions): Promise<void>;

  cancel(webinar: string, rule: string, attendee: string, now: Instant): void;
  resubmit(key: string, now: Instant): void;
  forgetDeadLetter(key: string): void;
  forget(webinar: string, attendee: string, now: Instant): void;

  sync(): void;
  readonly sourcePosition: string;
  readonly unwritten: number;
  backup(path: string): void;

  plan(now: Instant, most?: number): PlannedMoment[];
  pending(most?: number): PendingHandover[];
  deadLetters(): DeadLetter[];
  connections(): ConnectionStatus[];
  preview(webinar: string, rule: string, now: Instant): string[];
  explain(webinar: string, rule: string, attendee: string): Explanation;
  counters(): Record<Counter, number>;
  readonly now: number;
  checkInvariants(): string;
}

export const version: string;
export const fedNames: readonly Fed[];
export const statusNames: readonly string[];
export interface Line {
  what: 'queue' | 'connection' | 'event';
  at?: number;
  seen?: number;
  notices: { where: string; message: string }[];
}
export function readLine(line: string): Line;
export function checkLine(line: Event | string): void;
export function parseInstant(text: string): number;
export function parseDuration(text: string, options?: { signed?: boolean }): number;
export function parseLocal(text: string, zone: string): { at: number; kind: 'ordinary' | 'skipped' | 'repeated' };
export function formatInstant(instant: Instant): string;
export function formatDuration(duration: number): string;
export function backoff(key: string, attempt: number): number;
export function markDistance(length: number, percent: number): number;
export function expectedTime(connection: Connection | string, handovers: number): number;
