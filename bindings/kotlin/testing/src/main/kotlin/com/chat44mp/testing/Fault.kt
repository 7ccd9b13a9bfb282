// Written by `cargo xtask generate` from crates/chat44mp-emulator/src/fault/.
package com.chat44mp.testing

/** When a fault occurs while a request is handled. */
public enum class Position(@get:JvmSynthetic internal val wireName: String) {
    /** Before the request is applied. */
    BEFORE("before"),

    /**
     * After half of it: create_label after Facebook created the label, assign_label after the first
     * label. All other operations have one step; this position is rejected for them.
     */
    DURING("during"),

    /** After the request is applied: only the response is affected. */
    AFTER("after"),
}

/** The body of a response with another HTTP status. */
public enum class StatusBody(@get:JvmSynthetic internal val wireName: String) {
    /** An error page. */
    HTML("html"),

    /** No body. */
    EMPTY("empty"),

    /** The response of the handler. */
    RESPONSE("response"),
}

/** How the value of a parameter is written where a fault quotes it. */
public enum class Spelling(@get:JvmSynthetic internal val wireName: String) {
    /** As it is. */
    PLAIN("plain"),

    /** PHP's `json_encode`: `\/`, `\"`, `\u00e4`. */
    JSON("json"),

    /** JSON with every character as `\uXXXX`. */
    JSON_UNICODE("json_unicode"),

    /** PHP's `htmlspecialchars`: `&amp;`, `&#039;`. */
    HTML("html"),

    /** Every character as a decimal entity. */
    HTML_DECIMAL("html_decimal"),

    /** Every character as a hexadecimal entity. */
    HTML_HEX("html_hex"),

    /** Every byte but ASCII letters and digits as `%XX`. */
    URL("url"),

    /** The same, with `+` for a space. */
    FORM("form"),

    /** Every second byte as `%XX`. */
    URL_PARTIAL("url_partial"),

    /** Percent-encoded twice. */
    URL_TWICE("url_twice"),

    /** A quote in SQL: `''`. */
    SQL("sql"),

    /** PHP's `addslashes`: `\'`, `\"`, `\\`. */
    ADDSLASHES("addslashes"),

    /** `addslashes`, then `htmlspecialchars`. */
    ADDSLASHES_HTML("addslashes_html"),

    /** An argument in a PHP stack trace: the first 15 characters and `...`. */
    TRACE("trace"),
}

/** The kind of failure. */
public sealed class FaultKind(@get:JvmSynthetic internal val wireFields: Map<String, Any?>) {
    /** The connection is reset without a response. */
    public data object Reset : FaultKind(mapOf("kind" to "reset"))

    /** No response is ever sent. */
    public data object Hang : FaultKind(mapOf("kind" to "hang"))

    /** The response is late. The server continues when the client disconnects. */
    public class Latency(
        /** The delay in milliseconds, before or after the request is handled. */
        public val ms: Long,
    ) : FaultKind(mapOf("kind" to "latency", "ms" to ms))

    /** The connection is closed within the body. */
    public class Truncate(
        /** Number of body bytes sent before the fault. */
        public val bytes: Long,
    ) : FaultKind(mapOf("kind" to "truncate", "bytes" to bytes))

    /** The JSON is truncated, but `Content-Length` matches. */
    public class ShortJson(
        /** Number of bytes that are sent. */
        public val bytes: Long,
    ) : FaultKind(mapOf("kind" to "short_json", "bytes" to bytes))

    /** The body arrives in small pieces. */
    public class Drip(
        /** Size of each piece in bytes. */
        public val bytes: Long,
        /** Pause before each piece, in milliseconds. */
        public val everyMs: Long,
    ) : FaultKind(mapOf("kind" to "drip", "bytes" to bytes, "every_ms" to everyMs))

    /** The body starts, then nothing more is sent on the open connection. */
    public class Stall(
        /** Number of body bytes sent before the fault. */
        public val bytes: Long,
    ) : FaultKind(mapOf("kind" to "stall", "bytes" to bytes))

    /** HTTP 429. */
    public class RateLimit @JvmOverloads constructor(
        /** The `Retry-After` header: seconds or an HTTP date. */
        public val retryAfter: String? = null,
        /** The `retry-after-ms` header. */
        public val retryAfterMs: String? = null,
    ) : FaultKind(mapOf("kind" to "rate_limit", "retry_after" to retryAfter, "retry_after_ms" to retryAfterMs))

    /** Another HTTP status. */
    public class Status @JvmOverloads constructor(
        /** The status. */
        public val status: Long,
        /** The body. */
        public val body: StatusBody? = null,
    ) : FaultKind(mapOf("kind" to "status", "status" to status, "body" to body?.wireName))

    /** HTTP 200 with an HTML page. */
    public data object Html : FaultKind(mapOf("kind" to "html"))

    /** PHP warnings as HTML before the JSON. */
    public data object PhpWarning : FaultKind(mapOf("kind" to "php_warning"))

    /** A byte order mark before the JSON. */
    public data object Bom : FaultKind(mapOf("kind" to "bom"))

    /** HTTP 200 with an empty body. */
    public data object Empty : FaultKind(mapOf("kind" to "empty"))

    /** HTTP 200 with `null`. */
    public data object Null : FaultKind(mapOf("kind" to "null"))

    /** A small gzip body that decompresses to a large one. */
    public class GzipBomb(
        /** Decompressed size in MiB. */
        public val mib: Long,
    ) : FaultKind(mapOf("kind" to "gzip_bomb", "mib" to mib))

    /** Valid JSON of any size. */
    public class Oversized(
        /** The size in MiB. */
        public val mib: Long,
    ) : FaultKind(mapOf("kind" to "oversized", "mib" to mib))

    /** Nested lists. */
    public class Deep(
        /** Nesting depth. */
        public val levels: Long,
    ) : FaultKind(mapOf("kind" to "deep", "levels" to levels))

    /** A redirect. */
    public class Redirect(
        /** 301, 302, 303, 307 or 308. */
        public val status: Long,
        /** The `Location` header. */
        public val location: String,
    ) : FaultKind(mapOf("kind" to "redirect", "status" to status, "location" to location))

    /** A `Content-Length` longer than the body, then the connection is closed. */
    public data object WrongLength : FaultKind(mapOf("kind" to "wrong_length"))

    /**
     * The response of a server that enforces HTTPS to plain HTTP: status 200, empty, with a `Refresh`
     * header.
     */
    public data object HttpsRefresh : FaultKind(mapOf("kind" to "https_refresh"))

    /** Half of an object, in Latin-1. */
    public data object Garbage : FaultKind(mapOf("kind" to "garbage"))

    /** HTTP 200 with an API error. */
    public class Error(
        /** The error's message. */
        public val message: String,
    ) : FaultKind(mapOf("kind" to "error", "message" to message))

    /** Any body. */
    public class Body @JvmOverloads constructor(
        /** The body. */
        public val body: String,
        /** The HTTP status. */
        public val status: Long? = null,
        /** The content type. */
        public val contentType: String? = null,
    ) : FaultKind(mapOf("kind" to "body", "body" to body, "status" to status, "content_type" to contentType))

    /** A body that quotes the request, as error pages and debug output do. */
    public class Echo @JvmOverloads constructor(
        /**
         * The body, in which `[api_key]`, `[password]` or the name of any other parameter is replaced by
         * its value.
         */
        public val body: String,
        /** The spelling of the values. */
        public val spelling: Spelling? = null,
        /** The HTTP status. */
        public val status: Long? = null,
        /** The content type. */
        public val contentType: String? = null,
    ) : FaultKind(mapOf("kind" to "echo", "body" to body, "spelling" to spelling?.wireName, "status" to status, "content_type" to contentType))

    /** An error page that arrives in small pieces. */
    public class DripPage(
        /** The HTTP status. */
        public val status: Long,
        /** Size of each piece in bytes. */
        public val bytes: Long,
        /** Pause before each piece, in milliseconds. */
        public val everyMs: Long,
    ) : FaultKind(mapOf("kind" to "drip_page", "status" to status, "bytes" to bytes, "every_ms" to everyMs))

    /** HTTP 200 with an API error whose message is huge. */
    public class LongMessage(
        /** The size in MiB. */
        public val mib: Long,
    ) : FaultKind(mapOf("kind" to "long_message", "mib" to mib))

    /**
     * Two writes that race: each passes the uniqueness check before the other is stored. The request is
     * checked when it arrives. It is stored when `requests` of them are waiting like this, or after `ms`,
     * without a second check. So two creates of one address both succeed if the client has them in flight
     * at the same time.
     */
    public class Race @JvmOverloads constructor(
        /** Number of requests that are stored together. */
        public val requests: Long? = null,
        /** Maximum wait for the others, in milliseconds. */
        public val ms: Long? = null,
    ) : FaultKind(mapOf("kind" to "race", "requests" to requests, "ms" to ms))
}

/** A fault: what fails, and when. Without conditions it applies to every request. */
public class Fault @JvmOverloads constructor(
    /** The kind of failure. */
    public val kind: FaultKind,
    /** Only requests of this operation. */
    public val operation: String? = null,
    /** Only the n-th matching request since the rule was added, counted from 1. */
    public val nth: Long? = null,
    /** The maximum number of times that the fault fires. */
    public val times: Long? = null,
    /** Fires for this share of the matching requests, from 0 to 1. */
    public val probability: Double? = null,
    /** Seed of the random numbers for `probability`, so that runs repeat. */
    public val seed: Long? = null,
    /** Before, during or after the request is handled. */
    public val at: Position? = null,
) {
    @get:JvmSynthetic internal val wireFields: Map<String, Any?> = kind.wireFields + mapOf(
        "operation" to operation,
        "nth" to nth,
        "times" to times,
        "probability" to probability,
        "seed" to seed,
        "at" to at?.wireName,
    )
}
