/// <reference lib="esnext.disposable" />

import type { KnownCode } from './codes.js'
import type {
  Answers,
  Client,
  ContactGroups,
  Contacts,
  ErrorInfo,
  ExportReport,
  Flows,
  ImportProgress,
  Labels,
  Packages,
  SubscriberAnswers,
  Subscribers,
  Users,
} from './native.js'

export type { KnownCode } from './codes.js'
export type * from './native.js'
export { Answers, Client } from './native.js'

/** A user of the platform. */
export type UserId = number
/** A package (plan) that a user can hold. */
export type PackageId = number
/** A contact group; `contact_type_id` on the wire. */
export type GroupId = number
/** A contact. */
export type ContactId = number
/** A flow campaign; `flow_campaign_id` on the wire. */
export type FlowId = number
/** A question of a flow campaign. */
export type QuestionId = number
/** A Messenger subscriber's page-scoped id: 16 to 17 digits, which no number holds exactly. */
export type Psid = string
/** A Facebook page's id. */
export type PageId = string
/** A Facebook label's id. */
export type LabelId = string

/** An update's result: the change was made, or everything was as asked for already. */
export type Change = 'applied' | 'unchanged'

/**
 * How a provisioned user came to be there: this call made it, it was there before, or it came to be there while this call
 * tried to make it.
 */
export type ProvisionResult = 'created' | 'existed' | 'settled'

/** The result of a row of an import: created, already existed, not sent, not created, possibly created. */
export type RowStatus = 'created' | 'exists' | 'invalid' | 'failed' | 'unknown'

/** The phase of an import: validating, sending, waiting after too many requests (HTTP 429), or stopping. */
export type ImportPhase = 'checking' | 'sending' | 'paused' | 'stopping'

/** How an import ended: all rows were processed, it was stopped, or it was aborted; then `error` says why. */
export type ImportEnd = 'complete' | 'stopped' | 'aborted'

/** What an export writes: CSV with a row an answer, CSV with a row a subscriber, or JSON Lines. */
export type ExportFormat = 'csv' | 'wide_csv' | 'json_lines'

/** A group to create, or its new name. */
export interface Named {
  /** The name, at most 100 characters. */
  readonly name: string
}

/** A label to create. */
export interface NewLabel {
  /** The page that shall have it. */
  readonly pageId: PageId
  /** Its name, unique on the whole server. */
  readonly name: string
}

/** Labels to assign to a subscriber. */
export interface Assignment {
  /** The page whose labels they are. */
  readonly pageId: PageId
  /** The subscriber. */
  readonly subscriberId: Psid
  /** The labels. */
  readonly labelIds: ReadonlyArray<LabelId>
}

/** Receives a client's log lines: operation, attempt, status, milliseconds; never a query, a body or a key. */
export interface Logger {
  debug?(line: string): void
  info?(line: string): void
  warn?(line: string): void
}

/** A message of your own server and the error it stands for, for servers that translate their messages. */
export interface MessagePattern {
  /** The text. Case and spacing do not matter, and `{n}` stands for any run of digits. */
  readonly text: string
  /** One of the SDK's codes, or one of your own; the latter needs a `kind`. */
  readonly code: ErrorCode
  /** The wire name of the operation that says it, such as `get_contact`. */
  readonly operation?: string
  /** The family of the error. */
  readonly kind?: ErrorKind
}

/** Options of a client. The defaults are right for most programs. Times are in milliseconds. */
export interface ClientOptions {
  /** The key; without it, `CHAT44MP_API_KEY` of the environment. */
  readonly apiKey?: string
  /** The base URL of the server, such as `https://chat.example.com`; without it, `CHAT44MP_BASE_URL` of the environment. */
  readonly baseURL?: string
  /** Allows plain http to another machine. The key can then be intercepted. */
  readonly allowHttp?: boolean
  /** How long a whole call may take, over its attempts and waits; 90,000. */
  readonly timeout?: number
  /** How long a connection may take to open, name look-up and TLS included; 5,000. */
  readonly connectTimeout?: number
  /** How long the server may take to start its response; 30,000, for `flows.answers` 300,000. */
  readonly headTimeout?: number
  /** How long the server may send nothing within its response; 20,000. */
  readonly stallTimeout?: number
  /** How many times a failed attempt may be followed by another; 2. With 0 there is exactly one attempt. */
  readonly maxRetries?: number
  /** How many requests may be in flight at once; 8. Further calls wait their turn. */
  readonly maxConcurrency?: number
  /** The longest wait before the first retry, doubled with each further one up to 8 s; 250. */
  readonly backoff?: number
  /** How long `users.create` waits before it looks a second time for a user whose creation received no response; 5,000. */
  readonly settleDelay?: number
  /** The largest response read, in bytes after decompression; 50 MiB. Streamed responses have no limit. */
  readonly maxResponseBytes?: number
  /** The proxy to use instead of the environment's, such as `http://proxy.example.com:3128`. */
  readonly proxy?: string
  /** The certificates to trust instead of the platform's, in PEM. */
  readonly caCerts?: string | Uint8Array
  /** Text to add to the User-Agent header, such as your program's name and version. */
  readonly userAgentSuffix?: string
  /** Messages of your own server and the errors they stand for. */
  readonly messagePatterns?: ReadonlyArray<MessagePattern>
  /** Receives the client's log lines. Without one, `CHAT44MP_LOG=debug` writes them to standard error. */
  readonly logger?: Logger
}

/** Options of one call; what is left out is the client's. */
export interface CallOptions {
  /**
   * Stops the call on the wire; it then rejects with the signal's reason. A write may have happened nevertheless.
   */
  readonly signal?: AbortSignal
  /** How long the whole call may take, over its attempts and waits, in milliseconds. */
  readonly timeout?: number
  /** How many times a failed attempt may be followed by another; 0 means exactly one attempt. */
  readonly maxRetries?: number
  /** Keeps the response's body for `withRawResponse`. */
  readonly keepBody?: boolean
}

/** Options of an import. */
export interface ImportOptions {
  /** The group to put the contacts in. */
  readonly groupId: GroupId
  /**
   * The results file: records the result of each row as it is known. With it, an interrupted import resumes
   * where it was when it is started again. Without it, nothing is remembered.
   */
  readonly results?: string | URL
  /** A CSV file for the rows that are invalid or failed, with the reason: to correct, and to import in turn. */
  readonly errors?: string | URL
  /** The column of a field, whatever the columns' names suggest; none if it is empty. */
  readonly map?: Readonly<Partial<Record<'email' | 'phoneNumber' | 'firstName' | 'lastName', string>>>
  /** The maximum number of rows in flight; 4 by default. The client's `maxConcurrency` also applies. */
  readonly concurrency?: number
  /** Only validates: nothing is sent, no file is written. `pending` counts what would be sent. */
  readonly dryRun?: boolean
  /**
   * Resends rows that an earlier run left `unknown`. The server refuses a contact whose
   * e-mail address or phone number exists, so such a row becomes `exists`.
   */
  readonly resendUnknown?: boolean
  /**
   * Stops the import gracefully: no further rows are sent, and rows in flight are awaited. It then rejects with the
   * signal's reason, and the results file is whole.
   */
  readonly signal?: AbortSignal
  /**
   * Called periodically with the progress. An exception or a rejected promise stops the import like a
   * signal does; the promise is not waited for.
   */
  readonly onProgress?: (progress: ImportProgress) => unknown
}

/** Options of an import of a file. */
export interface ImportFileOptions extends ImportOptions {
  /** The delimiter of a CSV file: one character, or "tab"; detected by default. */
  readonly delimiter?: string
  /** The file's encoding, by its WHATWG name; by default from the byte order mark, else UTF-8, else Windows-1252. */
  readonly encoding?: string
}

/** Options of `flows.rows`. */
export interface RowsOptions extends CallOptions {
  /** One row per answer ("long", the default), or one row per subscriber ("wide"). */
  readonly layout?: 'long' | 'wide'
}

/** The rows of `flows.rows`: objects with the columns as keys, but for those that the row has nothing for. */
export interface AnswerRows extends AsyncIterableIterator<Readonly<Record<string, string | number>>> {
  /** Closes the connection; there are no more rows then. */
  return(): Promise<IteratorResult<Readonly<Record<string, string | number>>>>
  [Symbol.asyncIterator](): this
  [Symbol.asyncDispose](): Promise<void>
}

/** Options of an export. */
export interface ExportOptions {
  /** The format; "csv" by default. */
  readonly format?: ExportFormat
  /**
   * Leaves cells as they are that a spreadsheet would run. Without it they begin with an apostrophe: what begins like a
   * formula is one to a spreadsheet, and answers come from strangers.
   */
  readonly rawCells?: boolean
  /** Stops the export on the wire; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /**
   * Is called every few hundred subscribers with what was written so far. What it throws, or its promise rejects with,
   * stops the export; the promise is not waited for.
   */
  readonly onProgress?: (report: ExportReport) => unknown
}

/** What an export can write to: a `Writable` of Node's, such as `process.stdout` or a response of `node:http`. */
export interface ByteStream {
  write(bytes: Uint8Array, written: (error?: Error | null) => void): unknown
}

/** A call that this SDK may not know. */
export interface CustomCall {
  /** The operation's name on the wire. */
  readonly name: string
  /** Its parameters. */
  readonly params?: Readonly<Record<string, string | number>>
  /** The kind of the operation; "read" by default. */
  readonly kind?: 'read' | 'set' | 'create'
  /** One more segment of the path. */
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
  interface Answers extends AsyncIterableIterator<SubscriberAnswers> {
    /** Closes the connection; there are no more rows then. */
    return(): Promise<IteratorResult<SubscriberAnswers>>
    [Symbol.asyncIterator](): this
    [Symbol.asyncDispose](): Promise<void>
  }
  interface Client {
    [Symbol.dispose](): void
    [Symbol.asyncDispose](): Promise<void>
  }
}

/** The family of an error; each has its class. */
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

/** A code: those known today, and any that comes. */
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

/** Why a call failed. `code` is stable; `outcome` says whether a failed write may have happened. */
export class Chat44mpError extends Error {
  constructor(message: string, fields?: Partial<ErrorInfo>, options?: ErrorOptions)
  /** Whether the error has one of these codes. */
  is<Code extends KnownCode>(...codes: Code[]): this is this & { readonly code: Code }
  /** The fields, for logs. */
  toJSON(): ErrorJSON
}

/** The client is set up wrongly, or was closed; nothing was sent. */
export class ConfigError extends Chat44mpError {}
/** A value is invalid; `outcome` says whether the client or the server rejected it. */
export class ValidationError extends Chat44mpError {}
/** No complete response was received; `phase` says how far the call had come. */
export class APIConnectionError extends Chat44mpError {}
/** A timeout expired; `code` says which. */
export class APITimeoutError extends APIConnectionError {}
/** The response is not one of the API: an HTML page, an empty body, JSON with another structure. */
export class MalformedResponseError extends Chat44mpError {}
/** The API reported an error. */
export class APIError extends Chat44mpError {}
/** The key is missing, wrong, disabled or not an admin's; the server does not say which. */
export class AuthenticationError extends APIError {}
/** There is no such object, or it belongs to another user. */
export class NotFoundError extends APIError {}
/** An e-mail address or phone number is taken. */
export class ConflictError extends APIError {}
/** The page has no enabled bot. */
export class PreconditionError extends APIError {}
/** Facebook refused; `graphCode` has its number. */
export class UpstreamError extends APIError {}
/** Too many requests (HTTP 429); `retryAfter` says how long to wait. */
export class RateLimitError extends APIError {}
/** The server failed (HTTP 5xx). */
export class ServerError extends APIError {}
/** The server reported an error with a message that is not in the catalogue. */
export class UnknownAPIError extends APIError {}

/** The version of the package. */
export const version: string
