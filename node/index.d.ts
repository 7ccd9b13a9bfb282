/// <reference lib="esnext.disposable" />

import type { KnownCode } from './codes.js'
import type {
  Answers,
  CallOptions,
  Client,
  ContactGroups,
  Contacts,
  ErrorInfo,
  ExportReport,
  Flows,
  ImportProgress,
  ImportSettings,
  Labels,
  LogFields,
  Packages,
  RequestEvent,
  ResponseEvent,
  RowResult,
  SubscriberAnswers,
  Subscribers,
  Users,
} from './native.js'

export type { KnownCode } from './codes.js'
export type * from './native.js'
export { Answers, Client, readImportResults } from './native.js'

/** The ID of a user of the platform. */
export type UserId = number
/** The ID of a package (plan). */
export type PackageId = number
/** The ID of a contact group; `contact_type_id` on the wire. */
export type GroupId = number
/** The ID of a contact. */
export type ContactId = number
/** The ID of a flow campaign; `flow_campaign_id` on the wire. */
export type FlowId = number
/** The ID of a question of a flow campaign. */
export type QuestionId = number
/** A Messenger subscriber's page-scoped ID: 16 to 17 digits, more than a number can represent exactly. */
export type Psid = string
/** The ID of a Facebook page. */
export type PageId = string
/** The ID of a Facebook label. */
export type LabelId = string

/** A date of Temporal: its own calendar day, in its own time zone. */
export interface TemporalDate {
  readonly calendarId: string
  toString(): string
}

/**
 * A day: a text such as "2030-12-31", a `Date` at midnight in UTC or local time, or a `Temporal.PlainDate`, `PlainDateTime` or
 * `ZonedDateTime`. A `Date` at any other time is a `ValidationError`, because its day depends on the time zone.
 */
export type DateInput = string | Date | TemporalDate

/** The result of an update: applied, or unchanged because all values were already equal. */
export type Change = 'applied' | 'unchanged'

/** The origin of a provisioned user: created by this call, already existing, or created while this call ran. */
export type ProvisionResult = 'created' | 'existed' | 'settled'

/** The result of a row of an import: created, already existed, not sent, not created, possibly created. */
export type RowStatus = 'created' | 'exists' | 'invalid' | 'failed' | 'unknown'

/** The phase of an import: validating, sending, waiting after too many requests (HTTP 429), or stopping. */
export type ImportPhase = 'checking' | 'sending' | 'paused' | 'stopping'

/** What an import removed from a cell. */
export type Cleaning =
  | 'invisible' | 'control' | 'digits' | 'prefix' | 'link' | 'spreadsheet' | 'decoration' | 'several' | 'placeholder' | 'e164'
  | 'extension'

/** How an import ended: all rows were processed, it was stopped, or it was aborted; then `error` says why. */
export type ImportEnd = 'complete' | 'stopped' | 'aborted'

/**
 * The format of an export: CSV with one row per answer, CSV with one row per subscriber, JSON Lines, or an Excel workbook
 * (.xlsx) with the rows of "csv" or "wide_csv", in which every cell is text.
 */
export type ExportFormat = 'csv' | 'wide_csv' | 'json_lines' | 'excel' | 'wide_excel'

/** The name of a group to create or rename. */
export interface Named {
  /** The name, at most 100 characters. */
  readonly name: string
}

/** A label to create. */
export interface NewLabel {
  /** The page of the label. */
  readonly pageId: PageId | bigint
  /** The name, unique on the whole server. */
  readonly name: string
}

/** Labels to assign to a subscriber. */
export interface Assignment {
  /** The page of the labels. */
  readonly pageId: PageId | bigint
  /** The subscriber. */
  readonly subscriberId: Psid | bigint
  /** The labels. */
  readonly labelIds: ReadonlyArray<LabelId | bigint>
}

/** Receives log lines: operation, attempt, status, milliseconds; never a query string, a body or a key. */
export interface Logger {
  debug?(line: string, fields: LogFields): void
  info?(line: string, fields: LogFields): void
  warn?(line: string, fields: LogFields): void
}

/** Options of a file import. */
export interface ImportFileOptions extends ImportSettings {
  /** The group to put the contacts in. */
  readonly groupId: GroupId | bigint
  readonly map?: Readonly<Partial<Record<'email' | 'phoneNumber' | 'firstName' | 'lastName', string>>>
  /**
   * Stops the import gracefully: no further rows are sent, and rows in flight are awaited. The call then rejects with the
   * signal's reason, and the results file is complete.
   */
  readonly signal?: AbortSignal
  /**
   * Called periodically with the progress. An exception or a rejected promise stops the import gracefully; the promise is
   * not awaited.
   */
  readonly onProgress?: (progress: ImportProgress) => unknown
  /**
   * Called with the result of each row, in the order of completion: its number, status and contact ID. Rows that an
   * earlier run finished are reported again; rows that a dry run would send are not. A promise is awaited before the next
   * result is reported. An exception or a rejected promise stops the import gracefully.
   */
  readonly onRow?: (result: RowResult) => unknown
}

/** Options of an import. */
export type ImportOptions = Omit<ImportFileOptions, 'delimiter' | 'encoding' | 'sheet'>

/** Options of `flows.rows`. */
export interface RowsOptions extends CallOptions {
  /** One row per answer ("long", the default), or one row per subscriber ("wide"). */
  readonly layout?: 'long' | 'wide'
}

/** The rows of `flows.rows`: objects with the columns as keys. Absent values are omitted. */
export interface AnswerRows extends AsyncIterableIterator<Readonly<Record<string, string | number>>> {
  /** Closes the connection and ends the iteration. */
  return(): Promise<IteratorResult<Readonly<Record<string, string | number>>>>
  [Symbol.asyncIterator](): this
  [Symbol.asyncDispose](): Promise<void>
}

/** Options of an export. */
export interface ExportOptions {
  /** The format; "csv" by default. */
  readonly format?: ExportFormat
  /** Starts CSV with a byte order mark, without which Excel opens accents wrongly. */
  readonly bom?: boolean
  /**
   * Leaves cells of CSV unchanged. By default, cells that a spreadsheet would run as a formula are prefixed with an apostrophe,
   * because answers are untrusted input.
   */
  readonly rawCells?: boolean
  /** Aborts the export; the call rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /**
   * Called every few hundred subscribers with the counts so far. An exception or a rejected promise stops the export; the
   * promise is not awaited.
   */
  readonly onProgress?: (report: ExportReport) => unknown
}

/** A stream that an export can write to: a Node `Writable`, such as `process.stdout` or a response of `node:http`. */
export interface ByteStream {
  write(bytes: Uint8Array, written: (error?: Error | null) => void): unknown
}

/** A call of an operation that this SDK does not support. */
export interface CustomCall {
  /** The wire name of the operation. */
  readonly name: string
  /** The parameters. */
  readonly params?: Readonly<Record<string, string | number>>
  /** The kind of the operation; "read" by default. */
  readonly kind?: 'read' | 'set' | 'create'
  /** A value to append to the path. */
  readonly pathId?: string
}

/** A value together with its HTTP response. */
export interface RawResponse<T> {
  /** The typed value. */
  readonly value: T
  /** The HTTP status. */
  readonly status: number
  /** The response headers by lower-case name; the values of a repeated header are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  /** The response body, if `keepBody` was set. */
  readonly body?: Uint8Array
}

/** A resource whose calls return a `RawResponse`. */
export type RawResource<R> = {
  readonly [Call in keyof R]: R[Call] extends (...args: infer Args) => Answers
    ? (...args: Args) => Promise<RawResponse<Answers>>
    : R[Call] extends (...args: infer Args) => Promise<infer T>
      ? (...args: Args) => Promise<RawResponse<T>>
      : R[Call]
}

/** A client whose calls return a `RawResponse`. */
export interface RawClient {
  readonly users: RawResource<Users>
  readonly packages: RawResource<Packages>
  readonly subscribers: RawResource<Subscribers>
  readonly labels: RawResource<Labels>
  readonly contactGroups: RawResource<ContactGroups>
  readonly contacts: RawResource<Omit<Contacts, 'importFile' | 'importRows'>>
  readonly flows: RawResource<Omit<Flows, 'export' | 'rows'>>
  call(call: CustomCall, options?: CallOptions): Promise<RawResponse<unknown>>
}

declare module './native.js' {
  interface ClientOptions {
    /** The key; without it, `CHAT44MP_API_KEY` of the environment. */
    readonly apiKey?: string
    /** Receives the client's log lines. Without one, `CHAT44MP_LOG=debug` writes them to standard error. */
    readonly logger?: Logger
    /**
     * Called before each request, retries included. It and `onResponse` run in the async context of the call, so that a trace
     * finds its current span. They can be called a little later; their errors become warnings of the process.
     */
    readonly onRequest?: (event: RequestEvent) => void
    /** Called at the end of each request, with its HTTP status and duration, and for a failed one the error code and outcome. */
    readonly onResponse?: (event: ResponseEvent) => void
  }
  interface CallOptions {
    /**
     * Stops the call on the wire; it then rejects with the signal's reason. A write may have happened nevertheless.
     */
    readonly signal?: AbortSignal
  }
  interface Answers extends AsyncIterableIterator<SubscriberAnswers> {
    /** Closes the connection and ends the iteration. */
    return(): Promise<IteratorResult<SubscriberAnswers>>
    [Symbol.asyncIterator](): this
    [Symbol.asyncDispose](): Promise<void>
  }
  interface Client {
    [Symbol.dispose](): void
    [Symbol.asyncDispose](): Promise<void>
  }
}

/** The family of an error; each has its own class. */
export type ErrorKind =
  | 'config'
  | 'validation'
  | 'connection'
  | 'timeout'
  | 'malformed'
  | 'authentication'
  | 'not_found'
  | 'conflict'
  | 'precondition'
  | 'upstream'
  | 'rate_limited'
  | 'server'
  | 'unknown'

/** An error code: one of the known codes, or any other string. */
export type ErrorCode = KnownCode | (string & {})

/** The outcome of a failed write: not sent, rejected by the server, or unknown (it may have happened). */
export type Outcome = 'not_sent' | 'rejected' | 'unknown'

/** The phase in which a call's connection failed. */
export type Phase = 'dns' | 'connect' | 'tls' | 'send' | 'read'

/** An error as `toJSON` returns it: `message` is the server's. */
export interface ErrorJSON extends Omit<ErrorInfo, 'body'> {
  readonly name: string
  readonly message: string
}

export interface Chat44mpError extends ErrorInfo {}

/** The base class of all errors. `code` is stable; `outcome` says whether a failed write may have happened. */
export class Chat44mpError extends Error {
  constructor(message: string, fields?: Partial<ErrorInfo>, options?: ErrorOptions)
  /** Whether the error has one of these codes. */
  is<Code extends KnownCode>(...codes: Code[]): this is this & { readonly code: Code }
  /** Returns the fields, for logs. */
  toJSON(): ErrorJSON
}

/** The client is configured incorrectly, or was closed; nothing was sent. */
export class ConfigError extends Chat44mpError {}
/** A value is invalid; `outcome` says whether the client or the server rejected it. */
export class ValidationError extends Chat44mpError {}
/** No complete response was received; `phase` is the phase in which it failed. */
export class APIConnectionError extends Chat44mpError {}
/** A timeout expired; `code` says which. */
export class APITimeoutError extends APIConnectionError {}
/** The response is not a valid API response: an HTML page, an empty body, or JSON with another structure. */
export class MalformedResponseError extends Chat44mpError {}
/** The API reported an error. */
export class APIError extends Chat44mpError {}
/** The key is missing, wrong, disabled or not an admin's; the server does not say which. */
export class AuthenticationError extends APIError {}
/** There is no such object, or it belongs to another user. */
export class NotFoundError extends APIError {}
/** The e-mail address or phone number is already in use. */
export class ConflictError extends APIError {}
/** The page has no enabled bot. */
export class PreconditionError extends APIError {}
/** Facebook rejected the request; `graphCode` has its error code. */
export class UpstreamError extends APIError {}
/** Too many requests (HTTP 429); `retryAfter` says how long to wait. */
export class RateLimitError extends APIError {}
/** The server failed (HTTP 5xx). */
export class ServerError extends APIError {}
/** The server reported an error with a message that is not in the catalogue. */
export class UnknownAPIError extends APIError {}

/** The version of the package. */
export const version: string
