// Written by `cargo xtask generate` from the sources of the core and the emulator.

/** An operation, by its name on the wire or by its call. */
export type OperationName =
  | 'get_user_info'
  | 'users.get'
  | 'create_system_user'
  | 'users.create'
  | 'update_user'
  | 'users.update'
  | 'get_all_packages'
  | 'packages.list'
  | 'subscriber_information'
  | 'subscribers.get'
  | 'get_all_labels'
  | 'labels.list'
  | 'create_label'
  | 'labels.create'
  | 'assign_label'
  | 'labels.assign'
  | 'get_contact_group'
  | 'contact_groups.get'
  | 'create_contact_group'
  | 'contact_groups.create'
  | 'update_contact_group'
  | 'contact_groups.update'
  | 'delete_contact_group'
  | 'contact_groups.delete'
  | 'get_contact'
  | 'contacts.get'
  | 'create_contact'
  | 'contacts.create'
  | 'update_contact'
  | 'contacts.update'
  | 'delete_contact'
  | 'contacts.delete'
  | 'get_flow_campaigns'
  | 'flows.list'
  | 'get_flow_campaign_info'
  | 'flows.get'
  | 'get_single_subscriber_flow_info'
  | 'flows.subscriber_answers'
  | 'get_all_subscriber_flow_info'
  | 'flows.answers'

/** When a fault occurs while a request is handled. */
export type Position =
  /** Before the request is applied. */
  | 'before'
  /** After half of it: create_label after Facebook created the label, assign_label after the first label. All other operations have one step; this position is rejected for them. */
  | 'during'
  /** After the request is applied: only the response is affected. */
  | 'after'

/** The body of a response with another HTTP status. */
export type StatusBody =
  /** An error page. */
  | 'html'
  /** No body. */
  | 'empty'
  /** The response of the handler. */
  | 'response'

/** How the value of a parameter is written where a fault quotes it. */
export type Spelling =
  /** As it is. */
  | 'plain'
  /** PHP's `json_encode`: `\/`, `\"`, `\u00e4`. */
  | 'json'
  /** JSON with every character as `\uXXXX`. */
  | 'json_unicode'
  /** PHP's `htmlspecialchars`: `&amp;`, `&#039;`. */
  | 'html'
  /** Every character as a decimal entity. */
  | 'html_decimal'
  /** Every character as a hexadecimal entity. */
  | 'html_hex'
  /** Every byte but ASCII letters and digits as `%XX`. */
  | 'url'
  /** The same, with `+` for a space. */
  | 'form'
  /** Every second byte as `%XX`. */
  | 'url_partial'
  /** Percent-encoded twice. */
  | 'url_twice'
  /** A quote in SQL: `''`. */
  | 'sql'
  /** PHP's `addslashes`: `\'`, `\"`, `\\`. */
  | 'addslashes'
  /** `addslashes`, then `htmlspecialchars`. */
  | 'addslashes_html'
  /** An argument in a PHP stack trace: the first 15 characters and `...`. */
  | 'trace'

/** When a fault applies. Without conditions it applies to every request. */
export interface FaultRule {
  /** Only requests of this operation. */
  readonly operation?: OperationName
  /** Only the n-th matching request since the rule was added, counted from 1. */
  readonly nth?: number
  /** The maximum number of times that the fault fires. */
  readonly times?: number
  /** Fires for this share of the matching requests, from 0 to 1. */
  readonly probability?: number
  /** Seed of the random numbers for `probability`, so that runs repeat. */
  readonly seed?: number
  /** Before, during or after the request is handled. */
  readonly at?: Position
}

/** The connection is reset without a response. */
export interface ResetFault extends FaultRule {
  readonly kind: 'reset'
}

/** No response is ever sent. */
export interface HangFault extends FaultRule {
  readonly kind: 'hang'
}

/** The response is late. The server continues when the client disconnects. */
export interface LatencyFault extends FaultRule {
  readonly kind: 'latency'
  /** The delay in milliseconds, before or after the request is handled. */
  readonly ms: number
}

/** The connection is closed within the body. */
export interface TruncateFault extends FaultRule {
  readonly kind: 'truncate'
  /** Number of body bytes sent before the fault. */
  readonly bytes: number
}

/** The JSON is truncated, but `Content-Length` matches. */
export interface ShortJsonFault extends FaultRule {
  readonly kind: 'short_json'
  /** Number of bytes that are sent. */
  readonly bytes: number
}

/** The body arrives in small pieces. */
export interface DripFault extends FaultRule {
  readonly kind: 'drip'
  /** Size of each piece in bytes. */
  readonly bytes: number
  /** Pause before each piece, in milliseconds. */
  readonly every_ms: number
}

/** The body starts, then nothing more is sent on the open connection. */
export interface StallFault extends FaultRule {
  readonly kind: 'stall'
  /** Number of body bytes sent before the fault. */
  readonly bytes: number
}

/** HTTP 429. */
export interface RateLimitFault extends FaultRule {
  readonly kind: 'rate_limit'
  /** The `Retry-After` header: seconds or an HTTP date. */
  readonly retry_after?: string | number
  /** The `retry-after-ms` header. */
  readonly retry_after_ms?: string | number
}

/** Another HTTP status. */
export interface StatusFault extends FaultRule {
  readonly kind: 'status'
  /** The status. */
  readonly status: number
  /** The body. */
  readonly body?: StatusBody
}

/** HTTP 200 with an HTML page. */
export interface HtmlFault extends FaultRule {
  readonly kind: 'html'
}

/** PHP warnings as HTML before the JSON. */
export interface PhpWarningFault extends FaultRule {
  readonly kind: 'php_warning'
}

/** A byte order mark before the JSON. */
export interface BomFault extends FaultRule {
  readonly kind: 'bom'
}

/** HTTP 200 with an empty body. */
export interface EmptyFault extends FaultRule {
  readonly kind: 'empty'
}

/** HTTP 200 with `null`. */
export interface NullFault extends FaultRule {
  readonly kind: 'null'
}

/** A small gzip body that decompresses to a large one. */
export interface GzipBombFault extends FaultRule {
  readonly kind: 'gzip_bomb'
  /** Decompressed size in MiB. */
  readonly mib: number
}

/** Valid JSON of any size. */
export interface OversizedFault extends FaultRule {
  readonly kind: 'oversized'
  /** The size in MiB. */
  readonly mib: number
}

/** Nested lists. */
export interface DeepFault extends FaultRule {
  readonly kind: 'deep'
  /** Nesting depth. */
  readonly levels: number
}

/** A redirect. */
export interface RedirectFault extends FaultRule {
  readonly kind: 'redirect'
  /** 301, 302, 303, 307 or 308. */
  readonly status: number
  /** The `Location` header. */
  readonly location: string
}

/** A `Content-Length` longer than the body, then the connection is closed. */
export interface WrongLengthFault extends FaultRule {
  readonly kind: 'wrong_length'
}

/** The response of a server that enforces HTTPS to plain HTTP: status 200, empty, with a `Refresh` header. */
export interface HttpsRefreshFault extends FaultRule {
  readonly kind: 'https_refresh'
}

/** Half of an object, in Latin-1. */
export interface GarbageFault extends FaultRule {
  readonly kind: 'garbage'
}

/** HTTP 200 with an API error. */
export interface ErrorFault extends FaultRule {
  readonly kind: 'error'
  /** The error's message. */
  readonly message: string
}

/** Any body. */
export interface BodyFault extends FaultRule {
  readonly kind: 'body'
  /** The body. */
  readonly body: string
  /** The HTTP status. */
  readonly status?: number
  /** The content type. */
  readonly content_type?: string
}

/** A body that quotes the request, as error pages and debug output do. */
export interface EchoFault extends FaultRule {
  readonly kind: 'echo'
  /** The body, in which `[api_key]`, `[password]` or the name of any other parameter is replaced by its value. */
  readonly body: string
  /** The spelling of the values. */
  readonly spelling?: Spelling
  /** The HTTP status. */
  readonly status?: number
  /** The content type. */
  readonly content_type?: string
}

/** An error page that arrives in small pieces. */
export interface DripPageFault extends FaultRule {
  readonly kind: 'drip_page'
  /** The HTTP status. */
  readonly status: number
  /** Size of each piece in bytes. */
  readonly bytes: number
  /** Pause before each piece, in milliseconds. */
  readonly every_ms: number
}

/** HTTP 200 with an API error whose message is huge. */
export interface LongMessageFault extends FaultRule {
  readonly kind: 'long_message'
  /** The size in MiB. */
  readonly mib: number
}

/**
 * Two writes that race: each passes the uniqueness check before the other is stored. The request is checked
 * when it arrives. It is stored when `requests` of them are waiting like this, or after `ms`, without a
 * second check. So two creates of one address both succeed if the client has them in flight at the same time.
 */
export interface RaceFault extends FaultRule {
  readonly kind: 'race'
  /** Number of requests that are stored together. */
  readonly requests?: number
  /** Maximum wait for the others, in milliseconds. */
  readonly ms?: number
}

/**
 * A request that the emulator received; key and passwords are masked. Requests to the control address are not
 * recorded.
 */
export interface JournalEntry {
  /** The number of the request, from 1 since the start or the last reset. */
  readonly sequence: number
  /** The number of the connection that it arrived on, from 1 since the start. */
  readonly connection: number
  /** The operation's wire name; none for an unknown path. */
  readonly operation: string | null
  /** The HTTP method. */
  readonly method: string
  /** The path as sent. */
  readonly path: string
  /** The query, decoded; key and password masked. */
  readonly query: Readonly<Record<string, string>>
  /** The form, decoded; key and password masked. */
  readonly form: Readonly<Record<string, string>>
  /** The User-Agent header. */
  readonly user_agent: string | null
  /** The kind of the fault that applied to this request. */
  readonly fault: string | null
  /** Whether it changed the state, including Facebook's. */
  readonly applied: boolean
  /** The HTTP status of the response; none until there is one. */
  readonly status: number | null
  /** The message of the API's error in the response; none for any other response. */
  readonly error: string | null
  /** Whether the client disconnected before its response was complete. */
  readonly disconnected: boolean
}

/** A fault: what fails, and when. */
export type Fault =
  | ResetFault
  | HangFault
  | LatencyFault
  | TruncateFault
  | ShortJsonFault
  | DripFault
  | StallFault
  | RateLimitFault
  | StatusFault
  | HtmlFault
  | PhpWarningFault
  | BomFault
  | EmptyFault
  | NullFault
  | GzipBombFault
  | OversizedFault
  | DeepFault
  | RedirectFault
  | WrongLengthFault
  | HttpsRefreshFault
  | GarbageFault
  | ErrorFault
  | BodyFault
  | EchoFault
  | DripPageFault
  | LongMessageFault
  | RaceFault
