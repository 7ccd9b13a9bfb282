@file:JvmSynthetic

package com.chat44mp

import com.chat44mp.internal.NativeException
import com.chat44mp.internal.models.CallFailure
import java.time.Duration
import kotlinx.coroutines.CancellationException

/**
 * The base class of all errors. [code] is stable; [outcome] says whether a failed write may have happened. [message]
 * contains the call, the server's message and the code.
 *
 * A cancelled call throws [kotlin.coroutines.cancellation.CancellationException] instead; a cancelled write may have
 * happened nevertheless.
 */
public sealed class Chat44mpException(@Transient @get:JvmSynthetic internal val failure: CallFailure) :
    RuntimeException(failure.text, failure.causes.foldRight(null, ::Cause)) {
    /** The kind of the error; each has its own class. */
    public val kind: ErrorKind = failure.info.kind

    /** The stable code, such as `contact_not_found`. New codes can appear. */
    public val code: String = failure.info.code

    /** The server's message, or the SDK's; at most 500 characters. */
    public val serverMessage: String = failure.info.serverMessage

    /** How to fix it. */
    public val hint: String? = failure.info.hint

    /** The call that failed, such as `contacts.create`. */
    public val operation: String? = failure.info.operation

    /** The HTTP status of the last response, if one arrived. */
    public val httpStatus: Int? = failure.info.httpStatus?.toInt()

    /** The number of attempts. */
    public val attempts: Int = failure.info.attempts.toInt()

    /** Whether repeating the call later may succeed without duplicating its effect. */
    public val retryable: Boolean = failure.info.retryable

    /** The time that the server requests to wait before the next request. */
    public val retryAfter: Duration? = failure.info.retryAfter

    /** The outcome of a failed write; null on reads and outside of calls. */
    public val outcome: Outcome? = failure.info.outcome

    /** The argument or option that is invalid, such as `groupId`. */
    public val field: String? = failure.info.field

    /** The phase in which the call's connection failed. */
    public val phase: Phase? = failure.info.phase

    /** The number of Facebook's error, as in `(#100) …`. */
    public val graphCode: Long? = failure.info.graphCode

    /** The beginning of a response that could not be used, without secrets; see `keepBody`. */
    public val body: String? = failure.info.body

}

/** The client is configured incorrectly, or was closed; nothing was sent. */
public class ConfigException internal constructor(failure: CallFailure) : Chat44mpException(failure) {
    /** Creates an error in a test. */
    @JvmOverloads
    public constructor(code: String, setup: ErrorSetup = ErrorSetup {}) : this(failure(ErrorKind.CONFIG, code, setup))
}

/** A value is invalid; [outcome] says whether the client or the server rejected it, [field] names it. */
public class ValidationException internal constructor(failure: CallFailure) : Chat44mpException(failure) {
    /** Creates an error in a test. */
    @JvmOverloads
    public constructor(code: String, setup: ErrorSetup = ErrorSetup {}) : this(failure(ErrorKind.VALIDATION, code, setup))
}

/** No complete response was received; [phase] is the phase in which it failed. */
public open class ApiConnectionException internal constructor(failure: CallFailure) : Chat44mpException(failure) {
    /** Creates an error in a test. */
    @JvmOverloads
    public constructor(code: String, setup: ErrorSetup = ErrorSetup {}) : this(failure(ErrorKind.CONNECTION, code, setup))
}

/** A timeout expired; [code] says which. */
public class ApiTimeoutException internal constructor(failure: CallFailure) : ApiConnectionException(failure) {
    /** Creates an error in a test. */
    @JvmOverloads
    public constructor(code: String, setup: ErrorSetup = ErrorSetup {}) : this(failure(ErrorKind.TIMEOUT, code, setup))
}

/** The response is not a valid API response: an HTML page, an empty body, or JSON with another structure. */
public class MalformedResponseException internal constructor(failure: CallFailure) : Chat44mpException(failure) {
    /** Creates an error in a test. */
    @JvmOverloads
    public constructor(code: String, setup: ErrorSetup = ErrorSetup {}) : this(failure(ErrorKind.MALFORMED, code, setup))
}

/** The API reported an error. */
public sealed class ApiException(failure: CallFailure) : Chat44mpException(failure)

/** The key is missing, wrong, disabled or not an admin's; the server does not say which. */
public class AuthenticationException internal constructor(failure: CallFailure) : ApiException(failure) {
    /** Creates an error in a test. */
    @JvmOverloads
    public constructor(code: String, setup: ErrorSetup = ErrorSetup {}) : this(failure(ErrorKind.AUTHENTICATION, code, setup))
}

/** There is no such object, or it belongs to another user. */
public class NotFoundException internal constructor(failure: CallFailure) : ApiException(failure) {
    /** Creates an error in a test. */
    @JvmOverloads
    public constructor(code: String, setup: ErrorSetup = ErrorSetup {}) : this(failure(ErrorKind.NOT_FOUND, code, setup))
}

/** The e-mail address or phone number is already in use. */
public class ConflictException internal constructor(failure: CallFailure) : ApiException(failure) {
    /** Creates an error in a test. */
    @JvmOverloads
    public constructor(code: String, setup: ErrorSetup = ErrorSetup {}) : this(failure(ErrorKind.CONFLICT, code, setup))
}

/** The page has no enabled bot. */
public class PreconditionException internal constructor(failure: CallFailure) : ApiException(failure) {
    /** Creates an error in a test. */
    @JvmOverloads
    public constructor(code: String, setup: ErrorSetup = ErrorSetup {}) : this(failure(ErrorKind.PRECONDITION, code, setup))
}

/** Facebook rejected the request; [graphCode] has its error code. */
public class UpstreamException internal constructor(failure: CallFailure) : ApiException(failure) {
    /** Creates an error in a test. */
    @JvmOverloads
    public constructor(code: String, setup: ErrorSetup = ErrorSetup {}) : this(failure(ErrorKind.UPSTREAM, code, setup))
}

/** Too many requests (HTTP 429); [retryAfter] says how long to wait. */
public class RateLimitException internal constructor(failure: CallFailure) : ApiException(failure) {
    /** Creates an error in a test. */
    @JvmOverloads
    public constructor(code: String, setup: ErrorSetup = ErrorSetup {}) : this(failure(ErrorKind.RATE_LIMITED, code, setup))
}

/** The server failed (HTTP 5xx). */
public class ServerException internal constructor(failure: CallFailure) : ApiException(failure) {
    /** Creates an error in a test. */
    @JvmOverloads
    public constructor(code: String, setup: ErrorSetup = ErrorSetup {}) : this(failure(ErrorKind.SERVER, code, setup))
}

/** The server reported an error with a message that is not in the catalogue. */
public class UnknownApiException internal constructor(failure: CallFailure) : ApiException(failure) {
    /** Creates an error in a test. */
    @JvmOverloads
    public constructor(code: String, setup: ErrorSetup = ErrorSetup {}) : this(failure(ErrorKind.UNKNOWN, code, setup))
}

/** A cause of an error. */
private class Cause(text: String, inner: Cause?) : Exception(text, inner)

internal fun CallFailure.exception(): Chat44mpException = when (info.kind) {
    ErrorKind.CONFIG -> ConfigException(this)
    ErrorKind.VALIDATION -> ValidationException(this)
    ErrorKind.CONNECTION -> ApiConnectionException(this)
    ErrorKind.TIMEOUT -> ApiTimeoutException(this)
    ErrorKind.MALFORMED -> MalformedResponseException(this)
    ErrorKind.AUTHENTICATION -> AuthenticationException(this)
    ErrorKind.NOT_FOUND -> NotFoundException(this)
    ErrorKind.CONFLICT -> ConflictException(this)
    ErrorKind.PRECONDITION -> PreconditionException(this)
    ErrorKind.UPSTREAM -> UpstreamException(this)
    ErrorKind.RATE_LIMITED -> RateLimitException(this)
    ErrorKind.SERVER -> ServerException(this)
    ErrorKind.UNKNOWN -> UnknownApiException(this)
}

/** Runs [call] and converts its exceptions to those of this package. */
internal inline fun <T> translated(call: () -> T): T = try {
    call()
} catch (failed: NativeException.Failed) {
    throw failed.failure.exception()
} catch (_: NativeException.Cancelled) {
    throw CancellationException("the call was cancelled")
}
