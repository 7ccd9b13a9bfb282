package com.chat44mp

import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlin.time.toKotlinDuration
import com.chat44mp.internal.CallOptions as NativeCallOptions
import com.chat44mp.internal.ClientOptions as NativeClientOptions

/** Options of a client, set in the block after its key. The defaults are right for most programs. */
public class ClientOptions internal constructor() {
    /**
     * The base URL of your server, such as `https://chat.example.com`; without it, `CHAT44MP_BASE_URL` of the environment, or
     * else `https://chat.44mppe.com/api`.
     */
    public var baseUrl: String? = null

    /** Allows plain http to another machine. The key can then be intercepted. */
    public var allowHttp: Boolean? = null

    /** The timeout of a call with all its attempts and waits; 90 s by default. `Duration.INFINITE` as a timeout is no limit. */
    @get:JvmSynthetic
    @set:JvmSynthetic
    public var timeout: Duration? = null

    /** The timeout for opening a connection, DNS and TLS included; 5 s by default. */
    @get:JvmSynthetic
    @set:JvmSynthetic
    public var connectTimeout: Duration? = null

    /** The timeout for the start of a response; 30 s by default, 300 s for `flows.answers`. */
    @get:JvmSynthetic
    @set:JvmSynthetic
    public var headTimeout: Duration? = null

    /** The timeout for each pause within a response; 20 s by default. */
    @get:JvmSynthetic
    @set:JvmSynthetic
    public var stallTimeout: Duration? = null

    /** The maximum number of retries; 2 by default, 0 disables them. */
    public var maxRetries: Int? = null

    /** The maximum number of requests in flight; 8 by default. Further calls wait for a permit. */
    public var maxConcurrency: Int? = null

    /** The maximum backoff before the first retry, doubled with each further one up to 8 s; 0.25 s by default. */
    @get:JvmSynthetic
    @set:JvmSynthetic
    public var backoff: Duration? = null

    /** The delay before `users.create` checks again for a user whose creation received no response; 5 s by default. */
    @get:JvmSynthetic
    @set:JvmSynthetic
    public var settleDelay: Duration? = null

    /** The maximum size of a response, in bytes after decompression; 50 MiB by default. Streamed responses have no limit. */
    public var maxResponseBytes: Long? = null

    /** The proxy to use instead of the environment's, such as `http://proxy.example.com:3128` or `socks5h://…`; empty for none. */
    public var proxy: String? = null

    /**
     * The certificates to trust instead of the platform's: the path of a PEM file or of a folder with such files, or PEM itself.
     * The certificate of a CA or of the server, such as a self-signed one.
     */
    public var caCerts: String? = null

    /** Text to add to the User-Agent header, such as your program's name and version. */
    public var userAgentSuffix: String? = null

    /** Messages of your own server and the errors they stand for. */
    public var messagePatterns: List<MessagePattern> = emptyList()

    /** Receives the client's log lines. Without one, `CHAT44MP_LOG=debug` writes them to standard error. */
    public var logger: Logger? = null

    /** Receives each request of the client, for metrics and traces. */
    public var hooks: RequestHooks? = null

    /** [timeout] for Java. */
    @JvmName("setTimeout")
    public fun javaTimeout(limit: java.time.Duration?) { timeout = limit?.toKotlinDuration() }

    /** [connectTimeout] for Java. */
    @JvmName("setConnectTimeout")
    public fun javaConnectTimeout(limit: java.time.Duration?) { connectTimeout = limit?.toKotlinDuration() }

    /** [headTimeout] for Java. */
    @JvmName("setHeadTimeout")
    public fun javaHeadTimeout(limit: java.time.Duration?) { headTimeout = limit?.toKotlinDuration() }

    /** [stallTimeout] for Java. */
    @JvmName("setStallTimeout")
    public fun javaStallTimeout(limit: java.time.Duration?) { stallTimeout = limit?.toKotlinDuration() }

    /** [backoff] for Java. */
    @JvmName("setBackoff")
    public fun javaBackoff(wait: java.time.Duration?) { backoff = wait?.toKotlinDuration() }

    /** [settleDelay] for Java. */
    @JvmName("setSettleDelay")
    public fun javaSettleDelay(wait: java.time.Duration?) { settleDelay = wait?.toKotlinDuration() }

    @JvmSynthetic
    internal fun native() = NativeClientOptions(
        baseUrl = baseUrl,
        allowHttp = allowHttp,
        timeout = timeout?.toJavaDuration(),
        connectTimeout = connectTimeout?.toJavaDuration(),
        headTimeout = headTimeout?.toJavaDuration(),
        stallTimeout = stallTimeout?.toJavaDuration(),
        maxRetries = maxRetries?.toLong(),
        maxConcurrency = maxConcurrency?.toLong(),
        backoff = backoff?.toJavaDuration(),
        settleDelay = settleDelay?.toJavaDuration(),
        maxResponseBytes = maxResponseBytes,
        proxy = proxy,
        caCerts = caCerts,
        userAgentSuffix = userAgentSuffix,
        messagePatterns = messagePatterns.ifEmpty { null },
    )
}

/** Sets the options of a client: in Kotlin the block after the key, in Java a lambda that receives the options. */
public fun interface ClientSetup {
    /** Sets the options. */
    public fun ClientOptions.set()
}

/** Options of one call; they default to those of the client. */
public class CallOptions(
    /** The timeout of the call with all its attempts and waits. */
    @get:JvmSynthetic
    public val timeout: Duration? = null,
    /** The maximum number of retries; 0 disables them. */
    public val maxRetries: Int? = null,
) {
    /** Creates options in Java. */
    @JvmOverloads
    public constructor(timeout: java.time.Duration?, maxRetries: Int? = null) : this(timeout?.toKotlinDuration(), maxRetries)

    @JvmSynthetic
    internal fun native(keepBody: Boolean? = null) = NativeCallOptions(timeout?.toJavaDuration(), maxRetries?.toLong(), keepBody)

    /** Builds options in Java. */
    public class Builder internal constructor() {
        private var timeout: java.time.Duration? = null
        private var maxRetries: Int? = null

        /** The timeout of the call with all its attempts and waits. */
        public fun timeout(limit: java.time.Duration?): Builder = apply { timeout = limit }

        /** The maximum number of retries; 0 disables them. */
        public fun maxRetries(count: Int?): Builder = apply { maxRetries = count }

        /** Creates the options. */
        public fun build(): CallOptions = CallOptions(timeout, maxRetries)
    }

    /** Creates builders. */
    public companion object {
        /** Returns a builder for Java: `CallOptions.builder().timeout(Duration.ofSeconds(5)).build()`. */
        @JvmStatic
        public fun builder(): Builder = Builder()
    }
}
