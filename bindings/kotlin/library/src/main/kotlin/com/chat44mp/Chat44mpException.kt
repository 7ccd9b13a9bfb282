package com.chat44mp

import com.chat44mp.internal.Failure
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration

/**
 * Why a call failed. [code] is stable; [outcome] says what became of a failed write. [message] holds it all in one line.
 *
 * A cancelled call throws no such exception but [kotlin.coroutines.cancellation.CancellationException]; a write that was
 * cancelled may have happened all the same.
 */
public sealed class Chat44mpException(failure: Failure) :
    Exception(failure.text, failure.causes.foldRight(null, ::Cause)) {
    /** The family, the same in every language; here each has its class. */
    public val kind: ErrorKind = failure.kind

    /** What went wrong, such as `contact_not_found`. New codes can appear. */
    public val code: String = failure.code

    /** What the server said, or what we saw; at most 500 characters. */
    public val serverMessage: String = failure.detail

    /** What to do about it. */
    public val hint: String? = failure.hint

    /** The call that failed, such as `contacts.create`. */
    public val operation: String? = failure.operation

    /** The HTTP status of the last answer, if one arrived. */
    public val httpStatus: Int? = failure.httpStatus

    /** How many times the request was tried. */
    public val attempts: Int = failure.attempts

    /** Whether making the same call again, later, may succeed without doing the work twice. */
    public val retryable: Boolean = failure.retryable

    /** How long the server asks to wait before the next request. */
    public val retryAfter: Duration? = failure.retryAfter?.seconds

    /** On a failed write, what became of it; null on reads and outside of calls. */
    public val outcome: Outcome? = failure.outcome

    /** The argument or option that is wrong, such as `groupId`. */
    public val field: String? = failure.field?.let(::camelCase)

    /** How far the call had come when its connection failed. */
    public val phase: Phase? = failure.phase

    /** The number in Facebook's own error. */
    public val graphCode: Long? = failure.graphCode

    /** The beginning of an answer that could not be used, cleared of secrets. */
    public val body: String? = failure.body

    /** [retryAfter] for Java. */
    @JvmName("getRetryAfter")
    public fun javaRetryAfter(): java.time.Duration? = retryAfter?.toJavaDuration()
}

/** The client is set up wrongly, or was closed; nothing was sent. */
public class ConfigException internal constructor(failure: Failure) : Chat44mpException(failure)

/** A value is wrong, seen before sending or said by the server; [outcome] tells which, [field] names it. */
public class ValidationException internal constructor(failure: Failure) : Chat44mpException(failure)

/** No usable answer came; [phase] tells how far the call had come. */
public open class ApiConnectionException internal constructor(failure: Failure) : Chat44mpException(failure)

/** A time limit passed; [code] tells which. */
public class ApiTimeoutException internal constructor(failure: Failure) : ApiConnectionException(failure)

/** Something answered, but not the API: an HTML page, an empty body, JSON of the wrong shape. */
public class MalformedResponseException internal constructor(failure: Failure) : Chat44mpException(failure)

/** The API answered that it will not, or could not. */
public sealed class ApiException(failure: Failure) : Chat44mpException(failure)

/** The key is missing, wrong, disabled or not an admin's: the server does not tell which. */
public class AuthenticationException internal constructor(failure: Failure) : ApiException(failure)

/** No such object, or not this key's. */
public class NotFoundException internal constructor(failure: Failure) : ApiException(failure)

/** An e-mail address or phone number is taken. */
public class ConflictException internal constructor(failure: Failure) : ApiException(failure)

/** The page has no enabled bot. */
public class PreconditionException internal constructor(failure: Failure) : ApiException(failure)

/** Facebook refused; [graphCode] has its number. */
public class UpstreamException internal constructor(failure: Failure) : ApiException(failure)

/** Too many requests (HTTP 429); [retryAfter] says how long to wait. */
public class RateLimitException internal constructor(failure: Failure) : ApiException(failure)

/** The server failed (HTTP 5xx). */
public class ServerException internal constructor(failure: Failure) : ApiException(failure)

/** The server said `error`, with a text that is not in the catalogue. */
public class UnknownApiException internal constructor(failure: Failure) : ApiException(failure)

/** What lies below. */
private class Cause(text: String, below: Cause?) : Exception(text, below)

internal fun Failure.exception(): Chat44mpException = when (kind) {
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

/** An argument's or option's name as Kotlin knows it. */
private fun camelCase(name: String) = name.replace(Regex("_(.)")) { it.groupValues[1].uppercase() }
